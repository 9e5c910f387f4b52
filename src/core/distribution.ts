import type { Random } from './random.js'

export const DISTRIBUTIONS = ['fixed', 'uniform', 'normal', 'lognormal'] as const
export type Distribution = (typeof DISTRIBUTIONS)[number]

/**
 * One value around `middle`, never below 0: uniform within `spread` of it, normal with `spread` as its standard
 * deviation, or lognormal with `middle` as its median and `middle + spread` one standard deviation above it.
 */
export const drawAround = (kind: Distribution, middle: number, spread: number, random: Random): number => {
  switch (kind) {
    case 'fixed':
      return middle
    case 'uniform':
      return Math.max(0, middle + (2 * random.float() - 1) * spread)
    case 'normal':
      return Math.max(0, middle + gauss(random) * spread)
    case 'lognormal':
      return middle === 0 ? 0 : middle * Math.exp(gauss(random) * Math.log1p(spread / middle))
  }
}

/** Box and Muller's transform: standard normal. */
const gauss = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random.float())) * Math.cos(2 * Math.PI * random.float())
