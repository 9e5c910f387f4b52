import { expect, test } from 'vitest'
import { openSeries } from '../../src/core/series.js'

const LAW = { kind: 'normal', middle: 100, spread: 20 } as const

const drawn = (correlation: number) => {
  const next = openSeries()
  return Array.from({ length: 4_000 }, () => next({ z: 0.5, law: LAW, correlation, seed: 7 }))
}
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length
const products = (values: readonly number[], lag: number) =>
  mean(values.slice(lag).map((value, n) => (value - mean(values)) * ((values[n] ?? 0) - mean(values))))

test.each([0, 0.25, 0.9])('each value is as like the one before it as the correlation %d says', correlation => {
  const values = drawn(correlation)
  expect(products(values, 1) / products(values, 0)).toBeCloseTo(correlation, 1)
})

test('the first is the one that was planned, and the distribution is that of the law, however they are correlated', () => {
  const values = drawn(0.5)
  expect(values[0]).toBe(110)
  expect(Math.abs(mean(values) - 100)).toBeLessThan(3)
  expect(Math.abs(Math.sqrt(products(values, 0)) - 20)).toBeLessThan(2)
})
