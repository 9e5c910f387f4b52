import { expect, test } from 'vitest'
import { bearerOf, cookieOf, drawToken, whoseToken } from '../../src/control/tokens.js'

test('a token has 256 bits, and no two are the same', () => {
  const tokens = Array.from({ length: 100 }, drawToken)
  expect(new Set(tokens).size).toBe(100)
  for (const token of tokens) expect(Buffer.from(token, 'base64url')).toHaveLength(32)
})

test('a token belongs to whom it was drawn for, and nothing like it to anybody', () => {
  const tokens = { operator: drawToken(), observer: drawToken() }
  expect(whoseToken(tokens, tokens.observer)).toBe('observer')
  for (const wrong of ['', 'operator', tokens.operator.slice(1), `${tokens.operator} `])
    expect(whoseToken(tokens, wrong)).toBeNull()
})

test.each([
  ['Bearer abc', 'abc'],
  ['bearer  abc', 'abc'],
  ['Basic abc', null],
  ['Bearer', null],
  [undefined, null],
])('the bearer of %s is %s', (header, token) => {
  expect(bearerOf(header)).toBe(token)
})

test('a cookie is found by its whole name', () => {
  expect(cookieOf('a=1; fallacy-47=x; fallacy-4=y', 'fallacy-4')).toBe('y')
  expect(cookieOf('xfallacy-4=y', 'fallacy-4')).toBeNull()
  expect(cookieOf(undefined, 'fallacy-4')).toBeNull()
})
