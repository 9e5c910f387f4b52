import type { HeatReport, SeriesReport } from '../core/report.js'
import { exampleOf } from './example.js'
import { coarse, type LogHistogram, mergeInto, quantileIn } from './log-histogram.js'
import type { Bucket, ProbeSeries } from './series.js'

const MOST_COLUMNS = 100
const HEAT_PER_DECADE = 10
const SPREAD_PER_DECADE = 50

/** One series for each probe of the plan that took a sample, in the order of the plan. */
export const seriesReports = (
  probes: readonly { readonly id: string }[],
  series: ReadonlyMap<string, ProbeSeries>,
  injected: ReadonlyMap<number, readonly string[]>,
): readonly SeriesReport[] =>
  probes.flatMap(({ id }) => {
    const found = series.get(id)
    return found === undefined ? [] : [reportOf(id, found, injected)]
  })

const reportOf = (
  probe: string,
  { bucketMs, buckets, phases, slowest }: ProbeSeries,
  injected: ReadonlyMap<number, readonly string[]>,
): SeriesReport => {
  const first = Math.min(...buckets.keys())
  const columns = Array.from({ length: Math.max(...buckets.keys()) - first + 1 }, (_, at) => buckets.get(first + at))
  return {
    probe,
    bucketMs,
    fromMs: first * bucketMs,
    n: columns.map(bucket => bucket?.n ?? 0),
    p50: columns.map(bucket => quantileOf(bucket, 0.5)),
    p95: columns.map(bucket => quantileOf(bucket, 0.95)),
    p99: columns.map(bucket => quantileOf(bucket, 0.99)),
    max: columns.map(bucket => (bucket === undefined ? null : bucket.max)),
    value: columns.some(bucket => typeof bucket?.value === 'number')
      ? columns.map(bucket => bucket?.value ?? null)
      : null,
    errors: errorsOf(columns),
    heat: heatOf(columns, bucketMs),
    spread: [...phases].map(([phase, histogram]) => ({ phase, ...spreadOf(histogram) })),
    slowest: slowest.map(timed => exampleOf(timed, injected)),
  }
}

/** No quantile is more than the slowest. */
const quantileOf = (bucket: Bucket | undefined, share: number): number | null => {
  const value = bucket === undefined ? null : quantileIn(bucket.latencies, share)
  return bucket === undefined || value === null ? null : Math.min(value, bucket.max)
}

const errorsOf = (columns: readonly (Bucket | undefined)[]): SeriesReport['errors'] => {
  const kinds = [...new Set(columns.flatMap(bucket => [...(bucket?.errors.keys() ?? [])]))].sort()
  return Object.fromEntries(kinds.map(kind => [kind, columns.map(bucket => bucket?.errors.get(kind) ?? 0)]))
}

const heatOf = (buckets: readonly (Bucket | undefined)[], bucketMs: number): HeatReport => {
  const width = Math.ceil(buckets.length / MOST_COLUMNS)
  const columns = Array.from({ length: Math.ceil(buckets.length / width) }, (_, at) => {
    const merged: LogHistogram = new Map()
    for (const bucket of buckets.slice(at * width, (at + 1) * width)) if (bucket) mergeInto(merged, bucket.latencies)
    return coarse(merged, HEAT_PER_DECADE)
  })
  return { columnMs: width * bucketMs, columns }
}

const spreadOf = (histogram: LogHistogram) => ({
  n: [...histogram.values()].reduce((sum, count) => sum + count, 0),
  bins: coarse(histogram, SPREAD_PER_DECADE),
})
