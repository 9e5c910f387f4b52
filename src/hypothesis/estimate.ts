import type { Measure } from '../core/measure.js'
import type { SloHypothesis } from '../core/plan.js'
import { atRank, type Bounds, counts, latenciesOf, measureOf, quantile, type RateOf } from '../metrics/point.js'
import { ofSystem, type Timed } from '../metrics/samples.js'
import { designEffect, fewestFor, quantileRanks, wilson, zOf } from './interval.js'
import type { Bounded } from './mover.js'

/** What samples say about a measure. */
export interface Estimate {
  /** The value as counted; of a quantile among failures, what it is at least. */
  readonly measured: number
  /** All that the value may be: at the given confidence, or as counted when that is null. May be infinite. */
  readonly bounds: Bounds
  readonly confidence: number | null
  readonly samples: number
  readonly deff: number
  /** The number of independent samples that tell as much. */
  readonly effective: number
  /** Of a comparison: the values that were compared. */
  readonly compared?: { readonly here: Bounded; readonly there: Bounded }
}

/** Null when there is nothing to measure. */
export const estimate = (
  measure: Measure,
  all: readonly Timed[],
  spanMs: number,
  confidence: number | null,
): Estimate | null => {
  const samples = ofSystem(all)
  const counted = measureOf(measure, samples, spanMs)
  if (counted === null) return null
  if (confidence !== null && measure.family === 'rate') return ofRate(measure.of, counted.low, samples, confidence)
  if (confidence !== null && measure.family === 'latency' && measure.stat === 'quantile')
    return ofQuantile(measure.q, samples, confidence)
  const n = samples.length
  return { measured: counted.low, bounds: counted, confidence: null, samples: n, deff: 1, effective: n }
}

/** What is asked of a measure: a limit, perhaps on how it compares. */
export type Asked = Pick<SloHypothesis, 'limit' | 'versus'>

/**
 * The confidence that fits a limit: counts, means and values have no interval, equality cannot be proven by samples,
 * and neither can "never" (a share of at most 0 or at least 1). Those are judged as counted: null.
 */
export const confidenceFor = (measure: Measure, { limit, versus }: Asked, confidence: number | null): number | null => {
  const { op, value } = limit
  if (op === 'equals' || !hasInterval(measure)) return null
  if (versus !== undefined) return confidence
  const isNever = measure.family === 'rate' && ((op === 'max' && value <= 0) || (op === 'min' && value >= 1))
  return isNever ? null : confidence
}

/** Shares and quantiles of latencies have one; counts, means, extremes and values are what they are. */
export const hasInterval = (measure: Measure): boolean =>
  measure.family === 'rate' || (measure.family === 'latency' && measure.stat === 'quantile')

const ofRate = (of: RateOf, p: number, samples: readonly Timed[], confidence: number): Estimate => {
  const deff = designEffect(
    samples.map(timed => ({ second: secondOf(timed), marked: counts(of, timed) })),
    p,
  )
  const effective = samples.length / deff
  const bounds = wilson(p, effective, zOf(confidence))
  return { measured: p, bounds, confidence, samples: samples.length, deff, effective }
}

const ofQuantile = (q: number, samples: readonly Timed[], confidence: number): Estimate => {
  const { low, high } = latenciesOf(samples)
  const measured = quantile(low, q)
  const marks = samples.map(timed => ({ second: secondOf(timed), marked: timed.sample.latencyMs > measured }))
  const deff = designEffect(marks, q)
  const n = samples.length
  const effective = n / deff
  const ranks = quantileRanks(q, n, effective, confidence)
  const bounds = {
    low: ranks.low < 1 ? Number.NEGATIVE_INFINITY : atRank(low, ranks.low),
    high: ranks.high > n || effective < fewestFor(q, confidence) ? Number.POSITIVE_INFINITY : atRank(high, ranks.high),
  }
  return { measured, bounds, confidence, samples: n, deff, effective }
}

const secondOf = ({ startMs }: Timed): number => Math.floor(startMs / 1_000)
