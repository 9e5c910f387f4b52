import type { Measure } from '../core/measure.js'
import type { Limit, Versus } from '../core/plan.js'
import type { Timed } from '../metrics/samples.js'
import { confidenceFor, type Estimate } from './estimate.js'
import { fewestFor, fewestThat, quantileRanks, wilson, zOf } from './interval.js'
import { satisfies } from './limit.js'

/**
 * The fewest independent samples that can confirm a limit in the best case: a quantile that is far from it, a share
 * without one exception. 1 where no interval is asked for.
 */
export const samplesToConfirm = (measure: Measure, limit: Limit, confidence: number | null): number => {
  const asked = confidenceFor(measure, limit, confidence)
  if (asked === null) return 1
  if (measure.family === 'latency' && measure.stat === 'quantile') return fewestFor(measure.q, asked)
  const best = limit.op === 'max' ? 0 : 1
  return fewestThat(n => satisfies(limit, wilson(best, n, zOf(asked)))) ?? Number.POSITIVE_INFINITY
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
