import { expect, test } from 'vitest'
import { parseMeasure } from '../../src/core/measure.js'
import { estimate } from '../../src/hypothesis/estimate.js'
import { samplesToConfirm, samplesToDecide } from '../../src/hypothesis/needed.js'
import type { Timed } from '../../src/metrics/samples.js'
import { answered, failed } from '../support/journal-factory.js'

const measureOf = (name: string) => {
  const measure = parseMeasure(name)
  if (measure === null) throw new Error(name)
  return measure
}

const max = (value: number) => ({ op: 'max', value, text: '' }) as const

test('the plan can tell how many samples a limit needs in the best case', () => {
  expect(samplesToConfirm(measureOf('latency.p95'), max(1_000), 0.95)).toBe(72)
  expect(samplesToConfirm(measureOf('errorRate'), max(0.01), 0.95)).toBe(381)
  expect(samplesToConfirm(measureOf('okRate'), { op: 'min', value: 0.99, text: '' }, 0.95)).toBe(381)
  expect(samplesToConfirm(measureOf('errorRate'), max(0.01), null)).toBe(1)
  expect(samplesToConfirm(measureOf('errorRate'), max(0), 0.95)).toBe(1)
  expect(samplesToConfirm(measureOf('count'), max(5), 0.95)).toBe(1)
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
