import type { Measure } from '../core/measure.js'
import { ofSystem, type Timed } from './samples.js'

/** What a value is at least and at most; they differ where a sample tells a lower bound only. May be infinite. */
export interface Bounds {
  readonly low: number
  readonly high: number
}

/** The value at 1-based `rank` of ascending values; NaN when there is none. */
export const atRank = (sorted: ArrayLike<number>, rank: number): number => sorted[rank - 1] ?? Number.NaN

/** Nearest rank: the smallest value that at least a share `q` of all do not exceed. NaN of nothing. */
export const quantile = (sorted: ArrayLike<number>, q: number): number =>
  atRank(sorted, Math.max(1, Math.ceil(sorted.length * q - 1e-9)))

export const ascending = (values: Iterable<number>): Float64Array => Float64Array.from(values).sort()

/** Latencies taken as they are, and with every failure as one that never got its answer. */
export interface Latencies {
  readonly low: Float64Array
  readonly high: Float64Array
}

/**
 * The latency of a failure, of a timeout too, is a lower bound: so long at least a good answer was not there. Thus
 * neither fast failures nor timeouts make a system look fast, and slow failures make it look slow.
 */
export const latenciesOf = (samples: readonly Timed[]): Latencies => ({
  low: ascending(samples.map(({ sample }) => sample.latencyMs)),
  high: ascending(samples.map(({ sample }) => (sample.ok ? sample.latencyMs : Number.POSITIVE_INFINITY))),
})

export type RateOf = Extract<Measure, { family: 'rate' }>['of']

export const counts = (of: RateOf, { sample }: Timed): boolean => {
  if (of === 'ok') return sample.ok
  if (of === 'error') return !sample.ok
  return sample.status !== undefined && Math.floor(sample.status / 100) === of.statusClass
}

/** The measure of these samples as it is, without any doubt about chance; null when there is nothing to measure. */
export const measureOf = (measure: Measure, all: readonly Timed[], spanMs: number): Bounds | null => {
  const samples = ofSystem(all)
  if (samples.length === 0) return null
  switch (measure.family) {
    case 'latency':
      return latencyOf(measure, samples)
    case 'value':
      return exact(ofValues(measure, samples))
    case 'rate':
      return exact(samples.filter(timed => counts(measure.of, timed)).length / samples.length)
    case 'count':
      return exact(samples.length)
    case 'throughput':
      return spanMs > 0 ? exact((samples.filter(({ sample }) => sample.ok).length / spanMs) * 1_000) : null
  }
}

type Distribution = Extract<Measure, { family: 'latency' | 'value' }>

const exact = (value: number | null): Bounds | null =>
  value === null || Number.isNaN(value) ? null : { low: value, high: value }

const latencyOf = (measure: Distribution, samples: readonly Timed[]): Bounds | null => {
  const { low, high } = latenciesOf(samples)
  if (measure.stat === 'quantile') return { low: quantile(low, measure.q), high: quantile(high, measure.q) }
  if (measure.stat === 'max') return exact(atRank(low, low.length))
  return exact(mean(samples.filter(isAnswerOrTimeout).map(({ sample }) => sample.latencyMs)))
}

/** A mean has no bound for failures: it leaves fast ones out. */
const isAnswerOrTimeout = ({ sample }: Timed): boolean => sample.ok || sample.error === 'timeout'

const ofValues = (measure: Distribution, samples: readonly Timed[]): number | null => {
  const values = samples.flatMap(({ sample }) => (sample.value === undefined ? [] : [sample.value]))
  if (values.length === 0) return null
  const sorted = ascending(values)
  switch (measure.stat) {
    case 'quantile':
      return quantile(sorted, measure.q)
    case 'mean':
      return mean(values)
    case 'min':
      return atRank(sorted, 1)
    case 'max':
      return atRank(sorted, sorted.length)
    case 'last':
      return values.at(-1) ?? null
  }
}

const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
