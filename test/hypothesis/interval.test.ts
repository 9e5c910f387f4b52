import { expect, test } from 'vitest'
import { parseMeasure } from '../../src/core/measure.js'
import { seeded } from '../../src/core/random.js'
import { estimate } from '../../src/hypothesis/estimate.js'
import {
  designEffect,
  fewestFor,
  fewestThat,
  probit,
  quantileRanks,
  wilson,
  zOf,
} from '../../src/hypothesis/interval.js'
import type { Timed } from '../../src/metrics/samples.js'

test('the normal quantile agrees with its tables', () => {
  expect(probit(0.975)).toBeCloseTo(1.959964, 6)
  expect(probit(0.5)).toBeCloseTo(0, 9)
  expect(probit(0.001)).toBeCloseTo(-3.090232, 6)
  expect(zOf(0.9)).toBeCloseTo(1.644854, 6)
})

test('the interval of Wilson agrees with its published values', () => {
  const { low, high } = wilson(0.1, 100, zOf(0.95))
  expect(low).toBeCloseTo(0.05523, 4)
  expect(high).toBeCloseTo(0.17437, 4)
  expect(wilson(0, 10, zOf(0.95)).low).toBe(0)
  expect(wilson(1, 10, zOf(0.95)).high).toBe(1)
})

test('the fewest samples of a quantile are those whose extremes enclose it', () => {
  expect([0.5, 0.9, 0.95, 0.99, 0.999].map(q => fewestFor(q, 0.95))).toEqual([6, 36, 72, 368, 3_688])
  expect(fewestFor(0.05, 0.95)).toBe(72)
})

test('the fewest samples without an error that confirm an error rate are those of the closed form', () => {
  const needed = [0.1, 0.05, 0.02, 0.01, 0.005, 0.001].map(limit =>
    fewestThat(n => wilson(0, n, zOf(0.95)).high <= limit),
  )
  expect(needed).toEqual([35, 73, 189, 381, 765, 3_838])
})

test('the ranks that enclose a quantile are those of the binomial distribution, for as many as are independent', () => {
  expect(quantileRanks(0.5, 10, 10, 0.95)).toEqual({ low: 2, high: 9 })
  expect(quantileRanks(0.5, 100, 100, 0.95)).toEqual({ low: 40, high: 61 })
  expect(quantileRanks(0.95, 72, 72, 0.95).high).toBe(72)
  expect(quantileRanks(0.95, 71, 71, 0.95).high).toBe(72)
  expect(quantileRanks(0.5, 1_000, 100, 0.95)).toEqual({ low: 398, high: 603 })
})

test('what no practical number of samples decides has no fewest', () => {
  expect(fewestThat(() => false)).toBeNull()
  expect(fewestThat(n => n >= 7)).toBe(7)
  expect(fewestThat(n => n >= 7, 20)).toBe(20)
})

const marksOf = (perSecond: readonly (readonly boolean[])[]) =>
  perSecond.flatMap((marks, second) => marks.map(marked => ({ second, marked })))

test('an outage of whole seconds counts as few samples, scattered failures count as all of theirs', () => {
  const good = Array.from({ length: 10 }, () => false)
  const bad = good.map(() => true)
  const outage = marksOf([...Array.from({ length: 8 }, () => good), bad, bad])
  expect(designEffect(outage, 0.2)).toBeCloseTo(11.1, 1)
  const scattered = marksOf(Array.from({ length: 10 }, () => good.map((_, at) => at < 2)))
  expect(designEffect(scattered, 0.2)).toBe(1)
})

test('one second alone, or no failure at all, has no design effect', () => {
  expect(designEffect(marksOf([[true, false]]), 0.5)).toBe(1)
  expect(designEffect(marksOf([[false], [false]]), 0)).toBe(1)
})

test('a 95 % interval of an error rate holds the truth in about 95 % of runs', () => {
  const measure = parseMeasure('errorRate')
  if (measure === null) throw new Error('no errorRate')
  const held = Array.from({ length: 400 }, (_, run) => {
    const random = seeded(11).fork(run)
    const samples = Array.from({ length: 400 }, (_, at): Timed => {
      const sample = random.chance(0.04)
        ? ({ ok: false, latencyMs: 1, error: 'reset' } as const)
        : ({ ok: true, latencyMs: 1 } as const)
      return { startMs: at * 100, endMs: at * 100 + 1, sample, x: null }
    })
    const bounds = estimate(measure, samples, 40_000, 0.95)?.bounds
    return bounds !== undefined && bounds.low <= 0.04 && 0.04 <= bounds.high
  })
  expect(held.filter(Boolean).length / held.length).toBeGreaterThan(0.92)
})
