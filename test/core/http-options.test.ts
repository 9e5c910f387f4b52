import * as v from 'valibot'
import { expect, test } from 'vitest'
import { headerMap, httpUrl, method, timeout } from '../../src/core/http-options.js'

test.each([
  [httpUrl, 'http://127.0.0.1:80/a?b', true],
  [httpUrl, 'https://[::1]/', true],
  [httpUrl, 'file:///etc/passwd', false],
  [httpUrl, '//host/', false],
  [headerMap, { 'X-A': 'b', n: 1, yes: true }, true],
  [headerMap, { 'x a': 'b' }, false],
  [headerMap, { x: 'a\nb' }, false],
  [headerMap, { x: ['a'] }, false],
  [method, 'PROPFIND', true],
  [method, 'M-SEARCH', true],
  [method, 'get', false],
  [method, 'GET /', false],
  [timeout, '60s', true],
  [timeout, '61s', false],
  [timeout, '0s', false],
  [timeout, 5, false],
] as const)('%o takes %j: %s', (schema, input, good) => {
  expect(v.safeParse(schema, input).success).toBe(good)
})
