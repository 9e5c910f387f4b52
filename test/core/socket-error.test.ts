import { expect, test } from 'vitest'
import { describeError, errorClass } from '../../src/core/socket-error.js'

const coded = (code: string) => Object.assign(new Error(`it failed with ${code}`), { code })

test.each([
  ['ECONNREFUSED', 'connect'],
  ['ENOTFOUND', 'connect'],
  ['UND_ERR_CONNECT_TIMEOUT', 'connect'],
  ['ECONNRESET', 'reset'],
  ['UND_ERR_SOCKET', 'reset'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls'],
  ['UND_ERR_RESPONSE', 'body'],
  ['EMFILE', 'probeError'],
  ['WHATEVER', 'probeError'],
])('%s speaks of %s', (code, error) => {
  expect(errorClass(coded(code))).toBe(error)
})

test('what is no error of a socket is about the probe', () => {
  expect(errorClass(new TypeError('x is not a function'))).toBe('probeError')
  expect(errorClass('text')).toBe('probeError')
})

test('an attempt on several addresses is described by the first', () => {
  const both = Object.assign(new AggregateError([coded('ECONNREFUSED'), coded('EHOSTUNREACH')]), {
    code: 'ECONNREFUSED',
  })
  expect(describeError(both)).toBe('it failed with ECONNREFUSED')
  expect(errorClass(both)).toBe('connect')
})

test('a reply that is no HTTP is a bad body, and of a long message the first line counts', () => {
  const malformed = Object.assign(new Error('not the HTTP/1.1 protocol\nmore'), { name: 'HTTPParserError' })
  expect(errorClass(malformed)).toBe('body')
  expect(describeError(malformed)).toBe('not the HTTP/1.1 protocol')
})
