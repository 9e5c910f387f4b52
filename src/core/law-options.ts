import * as v from 'valibot'
import { DISTRIBUTIONS, type Distribution, type Law, type Quantiles } from './distribution.js'
import { duration, oneOf, percent, shape } from './options.js'

/** As a share of the time, or in ms. */
export type Jitter = { readonly share: number } | { readonly ms: number }

export const jitterOption = v.union(
  [
    v.pipe(
      percent,
      v.transform((share): Jitter => ({ share })),
    ),
    v.pipe(
      duration,
      v.transform((ms): Jitter => ({ ms })),
    ),
  ],
  issue => `expected a percentage such as 20% or a duration such as 50ms, found ${JSON.stringify(issue.input)}`,
)

const quantiles = v.pipe(
  shape({
    p50: v.pipe(duration, v.description('half are no longer')),
    p90: v.pipe(duration, v.description('90% are no longer')),
    p99: v.pipe(duration, v.description('99% are no longer')),
    max: v.pipe(duration, v.description('none is longer')),
  }),
  v.check(({ p50, p90, p99, max }) => p50 <= p90 && p90 <= p99 && p99 <= max, 'expected p50 <= p90 <= p99 <= max'),
)

/** A distribution by its name, or by quantiles that were measured. */
export const distributionOption = v.union(
  [oneOf(DISTRIBUTIONS), quantiles],
  issue =>
    `expected ${DISTRIBUTIONS.join(', ')}, or {p50, p90, p99, max}, found ${JSON.stringify(issue.input) ?? 'nothing'}`,
)

/** Those that are spread by themselves. */
export const takesNoJitter = (distribution: Distribution | Quantiles): boolean =>
  typeof distribution === 'object' || distribution === 'fixed' || distribution === 'exponential'

export const lawOf = (middle: number, jitter: Jitter, distribution: Distribution | Quantiles): Law => {
  if (typeof distribution === 'object') return distribution
  return { kind: distribution, middle, spread: 'share' in jitter ? jitter.share * middle : jitter.ms }
}
