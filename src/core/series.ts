import { gauss, type Law, valueAt } from './distribution.js'
import { seeded } from './random.js'

/** Values of one law, each as like the one before it as the correlation (0 to 1) says. */
export type Series = {
  /** Where the first one lies in the standard normal distribution. */
  readonly z: number
  readonly law: Law
  readonly correlation: number
  /** Of all but the first. */
  readonly seed: number
}

export const valuesOf = ({ z, law, correlation, seed }: Series): (() => number) => {
  const random = seeded(seed)
  let last: number | null = null
  return () => {
    last = last === null ? z : following(last, gauss(random), correlation)
    return valueAt(law, last)
  }
}

/** Where the next one lies: they all have the same distribution, whatever the correlation. */
export const following = (last: number, fresh: number, correlation: number): number =>
  correlation * last + Math.sqrt(1 - correlation ** 2) * fresh
