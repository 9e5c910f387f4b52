import { expect, test } from 'vitest'
import { parseMeasure } from '../../src/core/measure.js'
import type { Sample } from '../../src/core/probe.js'
import { ascending, measureOf, quantile } from '../../src/metrics/point.js'
import type { Timed } from '../../src/metrics/samples.js'
import { answered, failed } from '../support/journal-factory.js'

const timed = (samples: readonly Sample[]): readonly Timed[] =>
  samples.map((sample, at) => ({ startMs: at, endMs: at + sample.latencyMs, sample, x: null }))

const at = (name: string, samples: readonly Sample[], spanMs = 1_000) => {
  const measure = parseMeasure(name)
  if (measure === null) throw new Error(name)
  return measureOf(measure, timed(samples), spanMs)
}

const INFINITE = Number.POSITIVE_INFINITY

test('a quantile is the smallest value that at least so many do not exceed', () => {
  const hundred = ascending(Array.from({ length: 100 }, (_, i) => 100 - i))
  expect([0.001, 0.5, 0.95, 0.99, 1].map(q => quantile(hundred, q))).toEqual([1, 50, 95, 99, 100])
  expect(quantile(ascending([7]), 0.5)).toBe(7)
  expect(quantile(ascending([]), 0.5)).toBeNaN()
})

test('values are put in order as numbers', () => {
  expect([...ascending([10, 9, 100, INFINITE, 1])]).toEqual([1, 9, 10, 100, INFINITE])
})

test('the latency of a failure is what a good answer takes at least', () => {
  expect(at('latency.p50', [answered(10), answered(20), failed(5), failed(30, 'timeout')])).toEqual({
    low: 10,
    high: 20,
  })
  expect(at('latency.p90', [answered(10), failed(5)])).toEqual({ low: 10, high: INFINITE })
})

test('a mean leaves fast failures out, and takes timeouts for what they are at least', () => {
  expect(at('latency.mean', [answered(10), answered(20), failed(1), failed(90, 'timeout')])).toEqual({
    low: 40,
    high: 40,
  })
  expect(at('latency.mean', [failed(1)])).toBeNull()
})

test('probe errors are no evidence of any kind', () => {
  const blind = failed(1, 'probeError')
  expect(at('errorRate', [answered(1), blind, blind])).toEqual({ low: 0, high: 0 })
  for (const name of ['errorRate', 'okRate', 'count', 'throughput', 'latency.p50', 'latency.max', 'value.last'])
    expect(at(name, [blind]), name).toBeNull()
})

test('rates, counts and throughput are of all that say something of the system', () => {
  const samples = [answered(1), answered(1, 301), failed(1, 'httpStatus', { status: 503 }), failed(1, 'reset')]
  const values = ['errorRate', 'okRate', 'statusRate.5xx', 'statusRate.3xx', 'count', 'throughput'].map(
    name => at(name, samples)?.low,
  )
  expect(values).toEqual([0.5, 0.5, 0.25, 0.25, 4, 2])
})

test('values are measured where samples have them', () => {
  const samples = [5, 1, 3].map((value): Sample => ({ ok: true, latencyMs: 1, value }))
  const values = ['value.last', 'value.min', 'value.max', 'value.mean', 'value.p50'].map(name => at(name, samples)?.low)
  expect(values).toEqual([3, 1, 5, 3, 3])
  expect(at('value.max', [answered(1)])).toBeNull()
})

test('a throughput over no time at all is not measured', () => {
  expect(at('throughput', [answered(1)], 0)).toBeNull()
})
