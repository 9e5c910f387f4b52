import { expect, test } from 'vitest'
import { maskCredentials } from '../../src/run/credentials.js'

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
  ['?a=1;sig=x', '?a=1;sig=‹redacted›'],
  ['?x-amz-signature=0f', '?x-amz-signature=‹redacted›'],
  ['?client_secret=x"', '?client_secret=‹redacted›"'],
  ['?%zz=1&key=2', '?%zz=1&key=‹redacted›'],
  ['-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\n', '‹redacted›\n'],
  [`ghp_${'a1'.repeat(20)}`, '‹redacted›'],
])('%j becomes %j', (text, masked) => {
  expect(maskCredentials(text)).toBe(masked)
})
