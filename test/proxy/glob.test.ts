import { expect, test } from 'vitest'
import { glob } from '../../src/proxy/glob.js'

const cases: readonly (readonly [pattern: string, text: string, matches: boolean])[] = [
  ['/pay', '/pay', true],
  ['/pay', '/pay/1', false],
  ['/pay.x', '/payyx', false],
  ['/pay/*', '/pay/1', true],
  ['/pay/*', '/pay/', true],
  ['/pay/*', '/pay/1/2', false],
  ['/pay/*/items', '/pay/7/items', true],
  ['/pay/**', '/pay/1/2', true],
  ['/pay/**', '/pay', false],
  ['**', '/any/thing', true],
  ['**/items', '/a/b/items', true],
  ['/a*c', '/abbbc', true],
  ['/a*c', '/ab/c', false],
  ['/***', '/a/b', true],
]

test.each(cases)('%s and %s match: %s', (pattern, text, matches) => {
  expect(glob(pattern)(text)).toBe(matches)
})

test('a hostile pattern on a long path ends at once', () => {
  const start = performance.now()
  expect(glob(`/${'*a'.repeat(50)}b`)(`/${'a'.repeat(5_000)}`)).toBe(false)
  expect(performance.now() - start).toBeLessThan(2_000)
})
