import type { Measure } from '../core/measure.js'
import type { Limit, Versus } from '../core/plan.js'
import type { Bounds } from '../metrics/point.js'
import type { Timed } from '../metrics/samples.js'
import { type Asked, confidenceFor, type Estimate } from './estimate.js'
import { fewestFor, fewestThat, quantileRanks, wilson, zOf } from './interval.js'
import { satisfies } from './limit.js'

/**
 * The fewest independent samples that can confirm a limit in the best case: a quantile that is far from it, a share
 * without one exception. 1 where no interval is asked for. Of a comparison, so many on each side.
 */
export const samplesToConfirm = (measure: Measure, asked: Asked, confidence: number | null): number => {
  const fitting = confidenceFor(measure, asked, confidence)
  if (fitting === null) return 1
  if (measure.family === 'latency' && measure.stat === 'quantile') return fewestFor(measure.q, fitting)
  return fewestThat(n => satisfies(asked.limit, atBest(asked, n, fitting))) ?? Number.POSITIVE_INFINITY
}

/** The tightest limit of a share, or of a difference of shares, that `n` samples can confirm; null of all else. */
export const limitWithin = (measure: Measure, asked: Asked, confidence: number | null, n: number): number | null => {
  const fitting = confidenceFor(measure, asked, confidence)
  if (fitting === null || measure.family !== 'rate' || asked.versus?.by === 'ratio') return null
  const { low, high } = atBest(asked, n, fitting)
  return asked.limit.op === 'max' ? high : low
}

/** The bounds of a share without one exception among `n` samples, or of the difference of two such shares. */
const atBest = ({ limit, versus }: Asked, n: number, confidence: number): Bounds => {
  const best = limit.op === 'max' ? 0 : 1
  const { low, high } = wilson(best, n, zOf(confidence))
  return versus?.by === 'difference' ? { low: low - best, high: high - best } : { low, high }
}

/** How many samples like these would decide, one way or the other; null when no practical number would. */
export const samplesToDecide = (
  measure: Measure,
  limit: Limit,
  { measured, confidence, deff }: Estimate,
  samples: readonly Timed[],
): number | null => {
  if (confidence === null) return null
  const z = zOf(confidence)
  const needed =
    measure.family === 'latency' && measure.stat === 'quantile'
      ? toDecideQuantile(measure.q, limit, samples, confidence)
      : fewestThat(n => excludes(limit, wilson(measured, n, z)))
  return needed === null ? null : Math.ceil(needed * deff)
}

/**
 * How many samples like these, on both sides, would decide a comparison: the distance of a bound shrinks with the root
 * of their number. Null when the limit is met exactly.
 */
export const samplesToCompare = (
  { op, value }: Limit,
  found: Estimate,
  by: Versus['by'],
  fewest: number,
): number | null => {
  const scale = by === 'ratio' ? Math.log : (x: number) => x
  const { measured, bounds, samples, deff } = found
  const isKept = op === 'max' ? measured <= value : measured >= value
  const bound = (op === 'max') === isKept ? bounds.high : bounds.low
  const away = Math.abs(scale(measured) - scale(value))
  const reach = Math.abs(scale(bound) - scale(measured))
  if (!Number.isFinite(reach)) return Math.ceil(Math.max(fewest * deff, samples + 1))
  return away > 0 && Number.isFinite(away) ? Math.ceil(samples * (reach / away) ** 2) : null
}

const excludes = ({ value }: Limit, { low, high }: { low: number; high: number }): boolean =>
  low > value || high < value

/**
 * A quantile is below the limit as surely as the share of good answers within it is above q, and the reverse; up to one
 * sample is lost to the rounding of ranks.
 */
const toDecideQuantile = (q: number, { value }: Limit, samples: readonly Timed[], confidence: number) => {
  const within = samples.filter(({ sample }) => sample.latencyMs <= value)
  const good = within.filter(({ sample }) => sample.ok).length / samples.length
  if (good > q) return fewestThat(n => quantileRanks(q, n, n, confidence).high <= good * n, fewestFor(q, confidence))
  const atMost = within.length / samples.length
  return atMost < q ? fewestThat(n => quantileRanks(q, n, n, confidence).low > atMost * n + 1) : null
}
