import { expect, test } from 'vitest'
import { credentialMasker } from '../../src/run/credentials.js'
import { blanked, disguise } from '../support/redaction.js'

const maskCredentials = credentialMasker(disguise)

test.each([
  '/orders?page=2&sort=key',
  'a=b',
  'https://127.0.0.1:9000/a@b',
  'Bearer of good news',
  'the key = value form',
  'eyJ is how it starts',
])('%s holds no credential', text => {
  expect(maskCredentials(text)).toBe(text)
})

test.each([
  ['?a=1;sig=x', '?a=1;sig=?'],
  ['?x-amz-signature=0f', '?x-amz-signature=?'],
  ['?client_secret=x"', '?client_secret=?"'],
  ['?%zz=1&key=2', '?%zz=1&key=?'],
  ['-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\n', '?\n'],
  [`ghp_${'a1'.repeat(20)}`, '?'],
])('%j becomes %j', (text, masked) => {
  expect(blanked(maskCredentials(text))).toBe(masked)
})
