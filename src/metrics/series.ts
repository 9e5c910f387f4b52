import type { View } from '../core/journal.js'
import { addTo, binOf, type LogHistogram, mergeInto } from './log-histogram.js'
import { phaseSpans } from './phases.js'
import { isProbeError, type Timed } from './samples.js'

export interface Bucket {
  n: number
  max: number
  /** The last value, of probes that take one. */
  value: number | null
  readonly errors: Map<string, number>
  readonly latencies: LogHistogram
}

export interface ProbeSeries {
  bucketMs: number
  /** By number of the bucket since the start of the run. */
  buckets: Map<number, Bucket>
  readonly phases: Map<string, LogHistogram>
  /** The slowest first. */
  readonly slowest: Timed[]
}

interface SeriesState {
  phases: ReturnType<typeof phaseSpans.start>
  readonly probes: Map<string, ProbeSeries>
}

const BUCKET_MS = 1_000
const MOST_BUCKETS = 300
const MOST_SLOWEST = 5

/** Every probe over time, in bounded space: buckets merge two by two when there are too many. The state belongs to the fold. */
export const seriesByProbe: View<SeriesState> = {
  start: () => ({ phases: phaseSpans.start(), probes: new Map() }),
  next(state, entry) {
    state.phases = phaseSpans.next(state.phases, entry)
    if (entry.type !== 'probe.sampled') return state
    const { probe, sample, t, x = null } = entry
    const timed: Timed = { startMs: t - sample.latencyMs, endMs: t, sample, x }
    if (isProbeError(timed)) return state
    const series = state.probes.get(probe) ?? emptySeries()
    state.probes.set(probe, series)
    addSample(series, timed, phaseAt(state, timed.startMs))
    return state
  },
}

const emptySeries = (): ProbeSeries => ({
  bucketMs: BUCKET_MS,
  buckets: new Map(),
  phases: new Map(),
  slowest: [],
})

const emptyBucket = (): Bucket => ({ n: 0, max: 0, value: null, errors: new Map(), latencies: new Map() })

/** A sample belongs to the phase in which it started. */
const phaseAt = ({ phases: { spans } }: SeriesState, startMs: number): string | null =>
  spans.findLast(({ fromMs, untilMs }) => fromMs <= startMs && startMs < untilMs)?.name ?? null

const addSample = (series: ProbeSeries, timed: Timed, phase: string | null): void => {
  const { sample, startMs } = timed
  const bin = binOf(sample.latencyMs)
  const bucket = bucketAt(series, Math.max(0, startMs))
  bucket.n++
  bucket.max = Math.max(bucket.max, sample.latencyMs)
  bucket.value = sample.value ?? bucket.value
  addTo(bucket.latencies, bin)
  if (!sample.ok) bucket.errors.set(sample.error, (bucket.errors.get(sample.error) ?? 0) + 1)
  if (phase !== null) {
    const histogram: LogHistogram = series.phases.get(phase) ?? new Map()
    series.phases.set(phase, histogram)
    addTo(histogram, bin)
  }
  noteSlow(series.slowest, timed)
}

const bucketAt = (series: ProbeSeries, startMs: number): Bucket => {
  while (startMs >= series.bucketMs * MOST_BUCKETS) widen(series)
  const at = Math.floor(startMs / series.bucketMs)
  const bucket = series.buckets.get(at) ?? emptyBucket()
  series.buckets.set(at, bucket)
  return bucket
}

const widen = (series: ProbeSeries): void => {
  const wider = new Map<number, Bucket>()
  for (const [at, bucket] of [...series.buckets].sort(([a], [b]) => a - b)) {
    const into = wider.get(at >> 1) ?? emptyBucket()
    wider.set(at >> 1, into)
    into.n += bucket.n
    into.max = Math.max(into.max, bucket.max)
    into.value = bucket.value ?? into.value
    for (const [kind, n] of bucket.errors) into.errors.set(kind, (into.errors.get(kind) ?? 0) + n)
    mergeInto(into.latencies, bucket.latencies)
  }
  series.buckets = wider
  series.bucketMs *= 2
}

/** Of two that are as slow, the first stays before the second. */
const noteSlow = (slowest: Timed[], timed: Timed): void => {
  const at = slowest.findIndex(({ sample }) => sample.latencyMs < timed.sample.latencyMs)
  if (at < 0 && slowest.length >= MOST_SLOWEST) return
  slowest.splice(at < 0 ? slowest.length : at, 0, timed)
  if (slowest.length > MOST_SLOWEST) slowest.pop()
}
