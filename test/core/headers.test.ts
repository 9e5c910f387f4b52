import { expect, test } from 'vitest'
import { endToEnd, fromRaw, headerOf, withHeader, withoutHeaders } from '../../src/core/headers.js'

const headers = fromRaw([
  'Host',
  'a',
  'X-A',
  '1',
  'x-a',
  '2',
  'Connection',
  'close, X-Hop',
  'x-hop',
  'secret',
  'TE',
  'trailers',
])

test('names compare without case, and order, case and repeats are kept', () => {
  expect(headerOf(headers, 'x-A')).toBe('1')
  expect(withoutHeaders(headers, 'HOST', 'connection', 'te', 'x-hop')).toEqual([
    ['X-A', '1'],
    ['x-a', '2'],
  ])
})

test('hop-by-hop fields go, with everything that Connection names (RFC 9110 7.6.1)', () => {
  expect(endToEnd(headers).map(([name]) => name)).toEqual(['Host', 'X-A', 'x-a'])
})

test('a replaced field stands once, at the end', () => {
  expect(withHeader(headers, 'x-a', '3').filter(([name]) => name.toLowerCase() === 'x-a')).toEqual([['x-a', '3']])
})
