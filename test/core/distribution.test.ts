import { expect, test } from 'vitest'
import { type Distribution, drawAround, gauss, valueAt } from '../../src/core/distribution.js'
import { seeded } from '../../src/core/random.js'

const drawn = (kind: Distribution, middle: number, spread: number, count = 4_000) => {
  const random = seeded(1)
  return Array.from({ length: count }, (_, n) => drawAround(kind, middle, spread, random.fork(n))).sort((a, b) => a - b)
}
const at = (values: readonly number[], share: number) => values[Math.floor(share * (values.length - 1))] ?? Number.NaN

test('fixed is the middle itself', () => {
  expect(new Set(drawn('fixed', 100, 30, 20))).toEqual(new Set([100]))
})

test('uniform is within the spread, evenly', () => {
  const values = drawn('uniform', 100, 30)
  expect(at(values, 0)).toBeGreaterThanOrEqual(70)
  expect(at(values, 1)).toBeLessThanOrEqual(130)
  expect(at(values, 0.25)).toBeCloseTo(85, -0.5)
  expect(at(values, 0.75)).toBeCloseTo(115, -0.5)
})

test('normal has the spread as its standard deviation', () => {
  const values = drawn('normal', 1_000, 100)
  expect(Math.abs(at(values, 0.5) - 1_000)).toBeLessThan(10)
  expect(Math.abs(at(values, 0.8413) - 1_100)).toBeLessThan(15)
  expect(Math.abs(at(values, 0.0228) - 800)).toBeLessThan(25)
})

test('lognormal has its median in the middle and a long tail', () => {
  const values = drawn('lognormal', 100, 50)
  expect(Math.abs(at(values, 0.5) - 100)).toBeLessThan(5)
  expect(Math.abs(at(values, 0.8413) - 150)).toBeLessThan(8)
  expect(at(values, 0.99)).toBeGreaterThan(220)
})

test('nothing is below 0, however wide the spread', () => {
  for (const kind of ['uniform', 'normal', 'lognormal'] as const) {
    expect(at(drawn(kind, 10, 100), 0)).toBeGreaterThanOrEqual(0)
    expect(at(drawn(kind, 0, 100), 0)).toBeGreaterThanOrEqual(0)
  }
})

/** Kolmogorov and Smirnov: the largest distance between what was drawn and what it should be like. */
const distance = (values: readonly number[], shareUpTo: (value: number) => number) =>
  Math.max(...values.map((value, n) => Math.abs((n + 0.5) / values.length - shareUpTo(value))))
/** Beyond this the test fails one time in a hundred. */
const LIMIT = 1.63 / Math.sqrt(4_000)

test('uniform, exponential and pareto are what they are called, by Kolmogorov and Smirnov at 1%', () => {
  const uniform = distance(drawn('uniform', 100, 30), value => (value - 70) / 60)
  const exponential = distance(drawn('exponential', 100, 0), value => 1 - Math.exp(-value / 100))
  // Its least is 100 and its median 200, so its shape is 1.
  const pareto = distance(drawn('pareto', 100, 100), value => 1 - 100 / value)
  for (const found of [uniform, exponential, pareto]) expect(found).toBeLessThan(LIMIT)
})

test('quantiles that were measured come out again', () => {
  const random = seeded(2)
  const law = { p50: 20, p90: 80, p99: 400, max: 2_000 }
  const values = Array.from({ length: 4_000 }, (_, n) => valueAt(law, gauss(random.fork(n)))).sort((a, b) => a - b)
  const upTo = (limit: number) => values.filter(value => value <= limit).length / values.length
  for (const [value, share] of [
    [20, 0.5],
    [80, 0.9],
    [400, 0.99],
  ] as const)
    expect(Math.abs(upTo(value) - share)).toBeLessThan(LIMIT)
  expect(at(values, 1)).toBeLessThanOrEqual(2_000)
})
