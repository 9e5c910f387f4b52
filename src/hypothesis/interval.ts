import type { Bounds } from '../metrics/point.js'
import { incompleteBeta } from './beta.js'

/**
 * Quantile of the standard normal distribution (P. J. Acklam's rational approximation, relative error < 1.2e-9).
 * `p` in (0, 1).
 */
export const probit = (p: number): number => {
  if (p > 0.97575) return -probit(1 - p)
  if (p < 0.02425) {
    const r = Math.sqrt(-2 * Math.log(p))
    return polynomial(TAIL, r) / (polynomial(TAIL_BELOW, r) * r + 1)
  }
  const r = (p - 0.5) ** 2
  return (polynomial(MIDDLE, r) * (p - 0.5)) / (polynomial(MIDDLE_BELOW, r) * r + 1)
}

const MIDDLE = [
  -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716, 2.506628277459239,
]
const MIDDLE_BELOW = [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572]
const TAIL = [
  -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968,
  2.938163982698783,
]
const TAIL_BELOW = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416]

const polynomial = (coefficients: readonly number[], x: number): number =>
  coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0)

/** The two-sided z of a confidence such as 0.95. */
export const zOf = (confidence: number): number => probit(0.5 + confidence / 2)

/** Wilson's score interval of a share `p` seen in `n` independent samples (n may be fractional). */
export const wilson = (p: number, n: number, z: number): Bounds => {
  const scale = 1 + z ** 2 / n
  const centre = (p + z ** 2 / (2 * n)) / scale
  const half = (z / scale) * Math.sqrt((p * (1 - p)) / n + z ** 2 / (4 * n ** 2))
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) }
}

/** The fewest independent samples for which a quantile has bounds on both sides: the extremes enclose it by then. */
export const fewestFor = (q: number, confidence: number): number =>
  Math.ceil(Math.log((1 - confidence) / 2) / Math.log(Math.max(q, 1 - q)))

/**
 * 1-based ranks among `n` values that enclose the quantile `q`, of which `effective` are independent: those at which a
 * share of a beta distribution is left on each side (exact for independent values). An independent value stands for
 * n / effective ranks, all of which count as its own. Rank 0 is below all values, n + 1 above.
 */
export const quantileRanks = (q: number, n: number, effective: number, confidence: number): Bounds => {
  const tail = (1 - confidence) / 2
  const below = (rank: number) => incompleteBeta(q, rank, effective - rank + 1)
  const scale = n / effective
  const low = crossing(rank => 1 - below(rank) <= tail, effective)
  const high = crossing(rank => below(rank) > tail, effective)
  return {
    low: low < 1 ? 0 : Math.floor((low - 1) * scale + 1 + ROUNDING),
    high: high >= effective ? n + 1 : Math.ceil(high * scale - ROUNDING),
  }
}

const ROUNDING = 1e-6

/** Where in (0, n] a condition that holds from 0 on ceases to hold; 0 and n where it never or always does. */
const crossing = (holds: (rank: number) => boolean, n: number): number => {
  let [low, high] = [0, n]
  if (holds(n)) return n
  for (let step = 0; step < 60 && high - low > 1e-9 * n; step++) {
    const middle = (low + high) / 2
    if (holds(middle)) low = middle
    else high = middle
  }
  return low
}

export interface Mark {
  /** The second it belongs to, as a whole number. */
  readonly second: number
  readonly marked: boolean
}

/**
 * How many times wider than by chance alone the shares of marks of the seconds scatter around `p` (Kish's design effect
 * for clusters of one second), at least 1. Samples of one second share their luck: n of them tell as much as n / deff.
 */
export const designEffect = (marks: readonly Mark[], p: number): number => {
  const seconds = new Map<number, { n: number; marked: number }>()
  for (const { second, marked } of marks) {
    const bucket = seconds.get(second) ?? { n: 0, marked: 0 }
    bucket.n++
    if (marked) bucket.marked++
    seconds.set(second, bucket)
  }
  const byChance = (p * (1 - p) * seconds.size) / marks.length
  if (seconds.size < 2 || byChance === 0) return 1
  return Math.max(1, variance([...seconds.values()].map(({ n, marked }) => marked / n)) / byChance)
}

const variance = (values: readonly number[]): number => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
}

const TOO_MANY = 10_000_000

/** The smallest n from `from` on for which `decides` holds, if it holds for all larger ones too; null beyond 10 million. */
export const fewestThat = (decides: (n: number) => boolean, from = 1): number | null => {
  let high = from
  while (!decides(high)) {
    high *= 2
    if (high > TOO_MANY) return null
  }
  let low = Math.floor(high / 2)
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (middle >= from && decides(middle)) high = middle
    else low = middle
  }
  return high
}
