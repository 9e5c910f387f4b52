import { expect, test } from 'vitest'
import { parseMeasure } from '../../src/core/measure.js'
import { estimate } from '../../src/hypothesis/estimate.js'
import { limitWithin, samplesToConfirm, samplesToDecide } from '../../src/hypothesis/needed.js'
import type { Timed } from '../../src/metrics/samples.js'
import { answered, failed } from '../support/journal-factory.js'

const measureOf = (name: string) => {
  const measure = parseMeasure(name)
  if (measure === null) throw new Error(name)
  return measure
}

const max = (value: number) => ({ op: 'max', value, text: '' }) as const
const min = (value: number) => ({ op: 'min', value, text: '' }) as const

const against = (by: 'ratio' | 'difference') => ({ by, to: { kind: 'phase', phase: 'baseline' } }) as const

test('the plan can tell how many samples a limit needs in the best case', () => {
  expect(samplesToConfirm(measureOf('latency.p95'), { limit: max(1_000) }, 0.95)).toBe(72)
  expect(samplesToConfirm(measureOf('errorRate'), { limit: max(0.01) }, 0.95)).toBe(381)
  expect(samplesToConfirm(measureOf('okRate'), { limit: min(0.99) }, 0.95)).toBe(381)
  expect(samplesToConfirm(measureOf('errorRate'), { limit: max(0.01) }, null)).toBe(1)
  expect(samplesToConfirm(measureOf('errorRate'), { limit: max(0) }, 0.95)).toBe(1)
  expect(samplesToConfirm(measureOf('count'), { limit: max(5) }, 0.95)).toBe(1)
})

test.each([
  ['errorRate', 'max', 0.01, 'difference', 381],
  ['okRate', 'min', -0.01, 'difference', 381],
  ['okRate', 'min', 0.99, 'ratio', 381],
  ['latency.p95', 'max', 1.5, 'ratio', 72],
  ['errorRate', 'max', 0, 'difference', Number.POSITIVE_INFINITY],
  ['count', 'max', 3, 'ratio', 1],
] as const)('%s with a %s of %d by %s of another side needs %d samples on each', (name, op, value, by, needed) => {
  const asked = { limit: { op, value, text: '' }, versus: against(by) }
  expect(samplesToConfirm(measureOf(name), asked, 0.95)).toBe(needed)
})

test('a limit can be as tight as the samples allow, and not tighter', () => {
  const measure = measureOf('errorRate')
  for (const versus of [undefined, against('difference')]) {
    const asked = { limit: max(0.01), ...(versus && { versus }) }
    const widened = limitWithin(measure, asked, 0.95, 220) ?? 0
    expect(widened).toBeCloseTo(0.0172, 4)
    expect(samplesToConfirm(measure, { ...asked, limit: max(widened) }, 0.95)).toBe(220)
    expect(samplesToConfirm(measure, { ...asked, limit: max(widened - 1e-4) }, 0.95)).toBeGreaterThan(220)
  }
  expect(limitWithin(measureOf('okRate'), { limit: min(0.99) }, 0.95, 220)).toBeCloseTo(1 - 0.0172, 4)
  expect(limitWithin(measureOf('latency.p95'), { limit: max(100) }, 0.95, 220)).toBeNull()
  expect(limitWithin(measure, { limit: max(0.01) }, null, 220)).toBeNull()
})

/** Samples every 100 ms, of which every `failEvery`th fails at once and every `slowEvery`th takes 900 ms. */
const samplesOf = (count: number, failEvery: number, slowEvery: number): readonly Timed[] =>
  Array.from({ length: count }, (_, at) => {
    const sample = at % failEvery === 1 ? failed(1) : answered(at % slowEvery === 2 ? 900 : 100)
    return { startMs: at * 100, endMs: at * 100 + sample.latencyMs, sample, x: null }
  })

/** Does the number of samples that is said to decide really decide, and do fewer not? */
test.each([
  ['errorRate', max(0.1), 20, 1e9, 60],
  ['errorRate', max(0.05), 14, 1e9, 60],
  ['latency.p95', max(500), 1e9, 40, 60],
  ['latency.p90', max(500), 1e9, 8, 60],
] as const)(
  '%s with %j is decided by as many samples as are said to be needed',
  (name, limit, failEvery, slowEvery, few) => {
    const measure = measureOf(name)
    const found = (count: number) => {
      const samples = samplesOf(count, failEvery, slowEvery)
      const estimated = estimate(measure, samples, count * 100, 0.95)
      if (estimated === null) throw new Error('nothing was measured')
      return { ...estimated.bounds, needed: samplesToDecide(measure, limit, estimated, samples) ?? 0 }
    }
    const isDecided = ({ low, high }: { low: number; high: number }) => high <= limit.value || low > limit.value
    const needed = found(5_000).needed
    expect(isDecided(found(few))).toBe(false)
    expect(isDecided(found(Math.ceil(needed * 1.3)))).toBe(true)
    expect(isDecided(found(Math.floor(needed * 0.6)))).toBe(false)
  },
)

test('what lies among failures is decided by no number of samples', () => {
  const samples = samplesOf(400, 10, 1e9)
  const measure = measureOf('latency.p95')
  const found = estimate(measure, samples, 40_000, 0.95)
  expect(found && samplesToDecide(measure, max(500), found, samples)).toBeNull()
})
