import type { Bounds } from '../metrics/point.js'

/** A value with all that it may be. */
export interface Bounded {
  readonly measured: number
  readonly bounds: Bounds
}

/** `here - there` by MOVER: each side's distance to its own bounds, recovered and added as variances are. */
export const differenceOf = (here: Bounded, there: Bounded): Bounded => {
  const measured = here.measured - there.measured
  const below = Math.hypot(here.measured - here.bounds.low, there.bounds.high - there.measured)
  const above = Math.hypot(here.bounds.high - here.measured, there.measured - there.bounds.low)
  return { measured, bounds: { low: measured - below, high: measured + above } }
}

/**
 * `here / there` by MOVER on the logarithms. Null when `there` is 0: nothing is a multiple of it. Where `here` is 0 the
 * logarithm says nothing, and the bounds are those of the quotients.
 */
export const ratioOf = (here: Bounded, there: Bounded): Bounded | null => {
  if (there.measured <= 0) return null
  if (here.measured <= 0)
    return { measured: 0, bounds: { low: 0, high: here.bounds.high / Math.max(there.bounds.low, 0) } }
  const { measured, bounds } = differenceOf(logOf(here), logOf(there))
  return { measured: Math.exp(measured), bounds: { low: Math.exp(bounds.low), high: Math.exp(bounds.high) } }
}

const logOf = ({ measured, bounds: { low, high } }: Bounded): Bounded => ({
  measured: Math.log(measured),
  bounds: { low: Math.log(Math.max(low, 0)), high: Math.log(high) },
})
