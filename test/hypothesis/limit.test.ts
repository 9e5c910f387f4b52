import { expect, test } from 'vitest'
import { satisfies, showLimit, violates, worseBy } from '../../src/hypothesis/limit.js'

const max = { op: 'max', value: 1_000, text: '1s' } as const
const min = { op: 'min', value: 0.99, text: '99%' } as const
const equals = { op: 'equals', value: 3, text: '3' } as const
const INFINITE = Number.POSITIVE_INFINITY

test('a limit is kept only by bounds that keep it entirely, and broken only by bounds that break it entirely', () => {
  const judged = [max, min].map(limit =>
    [
      { low: limit.value * 0.5, high: limit.value * 0.9 },
      { low: limit.value * 0.9, high: limit.value * 1.1 },
      { low: limit.value * 1.1, high: limit.value * 1.2 },
    ].map(bounds => [satisfies(limit, bounds), violates(limit, bounds)]),
  )
  expect(judged).toEqual([
    [
      [true, false],
      [false, false],
      [false, true],
    ],
    [
      [false, true],
      [false, false],
      [true, false],
    ],
  ])
})

test('a bound that does not exist keeps no limit', () => {
  expect(satisfies(max, { low: 10, high: INFINITE })).toBe(false)
  expect(satisfies(max, { low: INFINITE, high: INFINITE })).toBe(false)
  expect(satisfies(min, { low: -INFINITE, high: 1 })).toBe(false)
  expect(satisfies(equals, { low: 3, high: INFINITE })).toBe(false)
})

test('a bound that does not exist breaks no limit from its open side', () => {
  expect(violates(max, { low: -INFINITE, high: INFINITE })).toBe(false)
  expect(violates(min, { low: -INFINITE, high: INFINITE })).toBe(false)
  expect(violates(max, { low: 1_001, high: INFINITE })).toBe(true)
})

test('a value at the limit keeps it, rounding aside', () => {
  const share = { op: 'max', value: 7 * 0.01, text: '7%' } as const
  expect(satisfies(share, { low: 7 / 100, high: 7 / 100 })).toBe(true)
  expect(satisfies({ ...share, value: 0.1 + 0.2 }, { low: 0.3, high: 0.3 })).toBe(true)
  expect(violates({ ...share, value: 0.3 }, { low: 0.1 + 0.2, high: 0.1 + 0.2 })).toBe(false)
  expect(satisfies(max, { low: 0, high: 1_000.01 })).toBe(false)
})

test('equality holds for the value alone', () => {
  expect([2, 3, 4].map(value => satisfies(equals, { low: value, high: value }))).toEqual([false, true, false])
  expect([2, 3, 4].map(value => violates(equals, { low: value, high: value }))).toEqual([true, false, true])
})

test('what is worse depends on the limit', () => {
  expect(worseBy(max, 2, 1)).toBeGreaterThan(0)
  expect(worseBy(min, 2, 1)).toBeLessThan(0)
  expect(worseBy(equals, 1, 4)).toBeGreaterThan(0)
})

test('a limit is shown with the unit of its measure', () => {
  expect(showLimit(max, 'latency.p95')).toBe('<= 1 s')
  expect(showLimit(min, 'okRate')).toBe('>= 99 %')
  expect(showLimit(equals, 'count')).toBe('= 3')
})
