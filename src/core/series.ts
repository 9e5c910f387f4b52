import { gauss, type Law, valueAt } from './distribution.js'
import { reseeded } from './random.js'

/** Values of one law, each as like the one before it as the correlation (0 to 1) says. */
export type Series = {
  /** Where the first one lies in the standard normal distribution. */
  readonly z: number
  readonly law: Law
  readonly correlation: number
  /** Of all but the first. */
  readonly seed: number
}

/** The next value of a series, which may have got another law by then, or have been drawn anew. */
export const openSeries = (): ((series: Series) => number) => {
  const chance = reseeded()
  let last: number | null = null
  let seed: number | null = null
  return series => {
    const fresh = series.seed === seed ? gauss(chance(series.seed)) : series.z
    seed = series.seed
    last = last === null ? fresh : following(last, fresh, series.correlation)
    return valueAt(series.law, last)
  }
}

/** Where the next one lies: they all have the same distribution, whatever the correlation. */
const following = (last: number, fresh: number, correlation: number): number =>
  correlation * last + Math.sqrt(1 - correlation ** 2) * fresh
