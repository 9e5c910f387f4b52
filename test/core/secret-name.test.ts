import { expect, test } from 'vitest'
import { isSecretName } from '../../src/core/secret-name.js'

test.each([
  ...['token', 'api_key', 'X-Amz-Signature'.toLowerCase(), 'accessToken', 'apikey', 'sig', 'client.secret'],
  ...['token_id', 'tokenHash', 'AUTH_TOKEN', 'sessionid', 'session_id', 'PHPSESSID', 'password2', 'secretAnswer'],
  ...['X-API-KEY', 'userCredentials', 'jwt'],
])('%s is the name of a secret', name => expect(isSecretName(name)).toBe(true))

test.each(['id', 'monkey', 'design', 'tokens', 'keyword', ''])('%s is the name of nothing secret', name =>
  expect(isSecretName(name)).toBe(false),
)
