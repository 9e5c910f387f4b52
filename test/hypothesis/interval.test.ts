import { expect, test } from 'vitest'
import { parseMeasure } from '../../src/core/measure.js'
import { type Random, seeded } from '../../src/core/random.js'
import { estimate } from '../../src/hypothesis/estimate.js'
import { designEffect, fewestFor, fewestThat, probit, wilson, zOf } from '../../src/hypothesis/interval.js'
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

/** Standard normal, by Box and Muller. */
const normal = (random: Random) => () =>
  Math.sqrt(-2 * Math.log(1 - random.float())) * Math.cos(2 * Math.PI * random.float())

const SIGMA = 0.6

/** Log-normal latencies with median 100 ms; seconds may share noise. */
const latencies = (random: Random, perSecond: number, seconds: number, shared: number): readonly Timed[] => {
  const draw = normal(random)
  return Array.from({ length: seconds }, () => draw() * shared).flatMap((noise, second) =>
    Array.from({ length: perSecond }, (_, at): Timed => {
      const latencyMs = 100 * Math.exp(noise + SIGMA * draw())
      const startMs = second * 1_000 + (at * 1_000) / perSecond
      return { startMs, endMs: startMs + latencyMs, sample: { ok: true, latencyMs }, x: null }
    }),
  )
}

/** The share of simulated runs whose interval of `latency.pNN` holds the true value. */
const coverage = (name: string, z: number, shared: number, runs: number): number => {
  const measure = parseMeasure(name)
  if (measure === null) throw new Error(name)
  const truth = 100 * Math.exp(Math.hypot(SIGMA, shared) * z)
  const covered = Array.from({ length: runs }, (_, run) => {
    const samples = latencies(seeded(7).fork(name, run), 20, 50, shared)
    const bounds = estimate(measure, samples, 50_000, 0.95)?.bounds
    return bounds !== undefined && bounds.low <= truth && truth <= bounds.high
  })
  return covered.filter(Boolean).length / runs
}

test('a 95 % interval of a quantile holds the truth in about 95 % of runs, in bursts as well', () => {
  const shares = [coverage('latency.p50', 0, 0, 150), coverage('latency.p95', probit(0.95), 0, 150)]
  const bursty = [coverage('latency.p50', 0, 0.4, 150), coverage('latency.p95', probit(0.95), 0.4, 150)]
  for (const share of [...shares, ...bursty]) {
    expect(share).toBeGreaterThan(0.9)
    expect(share).toBeLessThanOrEqual(1)
  }
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
