import type { Random } from './random.js'

export const DISTRIBUTIONS = ['fixed', 'uniform', 'normal', 'lognormal', 'pareto', 'exponential'] as const
export type Distribution = (typeof DISTRIBUTIONS)[number]

/** A measured distribution by some of its quantiles, ascending. */
export type Quantiles = {
  readonly p50: number
  readonly p90: number
  readonly p99: number
  readonly max: number
}

/**
 * How values are spread, never below 0: uniform within `spread` of the middle; normal with `spread` as its standard
 * deviation; lognormal with the middle as its median and `middle + spread` one standard deviation above it; pareto with
 * the middle as its least and `middle + spread` as its median; exponential with the middle as its mean.
 */
export type Law = { readonly kind: Distribution; readonly middle: number; readonly spread: number } | Quantiles

/** One value around `middle`. */
export const drawAround = (kind: Distribution, middle: number, spread: number, random: Random): number =>
  valueAt({ kind, middle, spread }, gauss(random))

/** Whether chance has a say in it. */
export const isSpread = (law: Law): boolean =>
  'p50' in law || law.kind === 'exponential' || (law.kind !== 'fixed' && law.spread > 0)

/** The law of the same values, each at a share of itself. */
export const scaled = (law: Law, share: number): Law =>
  'p50' in law
    ? { p50: law.p50 * share, p90: law.p90 * share, p99: law.p99 * share, max: law.max * share }
    : { ...law, middle: law.middle * share, spread: law.spread * share }

/** The value that lies in its distribution where `z` lies in the standard normal one. */
export const valueAt = (law: Law, z: number): number => {
  if ('p50' in law) return between(law, 1 - above(z))
  const { kind, middle, spread } = law
  switch (kind) {
    case 'fixed':
      return middle
    case 'uniform':
      return Math.max(0, middle + (1 - 2 * above(z)) * spread)
    case 'normal':
      return Math.max(0, middle + z * spread)
    case 'lognormal':
      return middle === 0 ? 0 : middle * Math.exp(z * Math.log1p(spread / middle))
    case 'pareto':
      return middle === 0 ? 0 : middle * above(z) ** -Math.log2(1 + spread / middle)
    case 'exponential':
      return -middle * Math.log(above(z))
  }
}

/** Box and Muller's transform: standard normal. */
export const gauss = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random.float())) * Math.cos(2 * Math.PI * random.float())

/** Straight lines between the quantiles, from 0 on. */
const between = ({ p50, p90, p99, max }: Quantiles, share: number): number => {
  const points = [
    [0, 0],
    [0.5, p50],
    [0.9, p90],
    [0.99, p99],
    [1, max],
  ] as const
  const at = Math.max(
    1,
    points.findIndex(([upTo]) => share <= upTo),
  )
  const [low, from] = points[at - 1] ?? [0, 0]
  const [high, to] = points[at] ?? [1, max]
  return from + ((share - low) / (high - low)) * (to - from)
}

/** The share of a standard normal distribution above `z`, to 1.2e-7 of itself (Numerical Recipes, erfcc). */
const above = (z: number): number => {
  const x = Math.abs(z) / Math.SQRT2
  const t = 1 / (1 + 0.5 * x)
  const terms = [-0.82215223, 1.48851587, -1.13520398, 0.27886807, -0.18628806, 0.09678418, 0.37409196, 1.00002368]
  const sum = terms.reduce((so, term) => so * t + term, 0.17087277)
  const tail = (t * Math.exp(-x * x - 1.26551223 + t * sum)) / 2
  return z >= 0 ? tail : 1 - tail
}
