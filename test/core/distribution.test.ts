import { expect, test } from 'vitest'
import { type Distribution, drawAround } from '../../src/core/distribution.js'
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
