import { expect, test } from 'vitest'
import { project } from '../../src/core/journal.js'
import { phaseSpans } from '../../src/metrics/phases.js'
import { probeReports } from '../../src/metrics/probe-report.js'
import { samplesByProbe } from '../../src/metrics/samples.js'
import { seriesByProbe } from '../../src/metrics/series.js'
import { seriesReports } from '../../src/metrics/series-report.js'
import {
  answered,
  failed,
  type JournalWriter,
  journalOf,
  phase,
  planOf,
  runPhases,
} from '../support/journal-factory.js'

const seriesOf = ({ entries }: JournalWriter) => {
  const [series] = seriesReports([{ id: 'home' }], project(entries, seriesByProbe).probes, new Map())
  if (series === undefined) throw new Error('no samples')
  return series
}

const calm = () => runPhases(journalOf(planOf()), planOf())

test('a sample is in the second in which it started', () => {
  const series = seriesOf(calm().samples('home', 1_000, 6_000, 500, () => answered(1_600)))
  expect(series).toMatchObject({ bucketMs: 1_000, fromMs: 1_000, n: [2, 2, 2, 2, 2] })
})

test('seconds without a sample are empty, and stay in their place', () => {
  const writer = calm()
    .samples('home', 2_000, 3_000, 500, () => answered(10))
    .samples('home', 5_000, 6_000, 1_000, () => failed(20, 'reset'))
  const { n, p50, max, errors } = seriesOf(writer)
  expect({ n, errors }).toEqual({ n: [2, 0, 0, 1], errors: { reset: [0, 0, 0, 1] } })
  expect(max).toEqual([10, null, null, 20])
  expect(p50[1]).toBeNull()
})

test('quantiles are within 1.2 % of those of the samples, and never above the slowest', () => {
  const latencies = Array.from({ length: 1_000 }, (_, at) => 3 + ((at * 7_919) % 1_000) * 1.7)
  const { p50, p95, p99, max } = seriesOf(calm().samples('home', 1_000, 2_000, 1, at => answered(latencies[at] ?? 0)))
  const sorted = latencies.toSorted((a, b) => a - b)
  for (const [found, rank] of [
    [p50[0], 500],
    [p95[0], 950],
    [p99[0], 990],
  ] as const)
    expect(Math.abs((found ?? 0) / (sorted[rank - 1] ?? 1) - 1)).toBeLessThan(0.012)
  expect(p99[0]).toBeLessThanOrEqual(max[0] ?? 0)
})

test('the phases of a series hold as many samples as the report of the probe counts', () => {
  const writer = calm().samples('home', 500, 81_000, 130, at => (at % 9 === 0 ? failed(900, 'timeout') : answered(at)))
  const spans = project(writer.entries, phaseSpans).spans
  const counted = probeReports([{ id: 'home' }], spans, project(writer.entries, samplesByProbe))
  expect(seriesOf(writer).spread.map(({ phase, n }) => [phase, n])).toEqual(counted.map(({ phase, n }) => [phase, n]))
})

test('errors of the probe itself are in no series', () => {
  const writer = calm().samples('home', 1_000, 2_000, 100, at => (at < 5 ? failed(1, 'probeError') : answered(10)))
  expect(seriesOf(writer)).toMatchObject({ n: [5], errors: {} })
})

test('a run of many hours keeps its counts in at most 300 buckets and 100 columns', () => {
  const plan = planOf({ phases: [phase('baseline', 36_000)] })
  const writer = runPhases(journalOf(plan), plan)
  const entries = [...writer.entries]
  for (let t = 1_000; t < 36_000_000; t += 9_000)
    entries.push({ t, type: 'probe.sampled', probe: 'home', sample: t % 5 === 0 ? failed(t % 97) : answered(t % 997) })
  const series = seriesOf({ ...writer, entries })
  const sum = (counts: readonly number[]) => counts.reduce((total, n) => total + n, 0)
  const total = 4_000
  expect(series.bucketMs).toBe(128_000)
  expect(series.n.length).toBeLessThanOrEqual(300)
  expect(series.heat.columns.length).toBeLessThanOrEqual(100)
  expect(sum(series.n)).toBe(total)
  expect(sum(series.heat.columns.flatMap(bins => bins.map(([, n]) => n)))).toBe(total)
  expect(sum(series.errors.httpStatus ?? [])).toBe(
    entries.filter(entry => 'sample' in entry && !entry.sample.ok).length,
  )
})

test('the five slowest are kept, the slowest first', () => {
  const series = seriesOf(calm().samples('home', 1_000, 21_000, 100, at => answered(10 + ((at * 37) % 200))))
  expect(series.slowest.map(({ latencyMs }) => latencyMs)).toEqual([209, 208, 207, 206, 205])
})

test('a probe that takes values has the last one of each bucket', () => {
  const writer = calm().samples('home', 1_000, 4_000, 500, at => ({ ok: true, latencyMs: 1, value: at }))
  expect(seriesOf(writer).value).toEqual([1, 3, 5])
  expect(seriesOf(calm().samples('home', 1_000, 2_000, 500, () => answered(1))).value).toBeNull()
})
