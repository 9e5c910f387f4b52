import { showMeasured } from '../core/measure.js'
import type { Limit } from '../core/plan.js'
import type { Bounds } from '../metrics/point.js'

const SIGNS = { max: '<=', min: '>=', equals: '=' } as const

/** A limit as people read it: `<= 800 ms`. */
export const showLimit = ({ op, value }: Limit, measure: string): string =>
  `${SIGNS[op]} ${showMeasured(measure, value)}`

/** True when every value within the bounds keeps the limit. */
export const satisfies = ({ op, value }: Limit, { low, high }: Bounds): boolean => {
  if (op === 'max') return !above(high, value)
  return op === 'min' ? !above(value, low) : same(low, value) && same(high, value)
}

/** True when every value within the bounds breaks the limit. */
export const violates = ({ op, value }: Limit, { low, high }: Bounds): boolean => {
  if (op === 'max') return above(low, value)
  return op === 'min' ? above(value, high) : above(low, value) || above(value, high)
}

/** Limits are decimal, shares are quotients: what differs by rounding only is the same. Infinity is only itself. */
const same = (a: number, b: number): boolean =>
  a === b || (Number.isFinite(a) && Number.isFinite(b) && Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b)))

const above = (a: number, b: number): boolean => a > b && !same(a, b)

/** Positive when `a` is worse than `b` in the eyes of the limit. */
export const worseBy = ({ op, value }: Limit, a: number, b: number): number => {
  if (op === 'max') return a - b
  return op === 'min' ? b - a : Math.abs(a - value) - Math.abs(b - value)
}
