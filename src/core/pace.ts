import * as v from 'valibot'
import { byteRate } from './options.js'

/** A rate at which bytes go on at all. */
export const paceOption = v.pipe(
  byteRate,
  v.minValue(1, issue => `expected a rate of at least 1B/s, found ${issue.input}B/s`),
)

/** What a rate is that has only a share of its strength: twice as much passes at half of it, and the more the less of it. */
export const thinned = (rate: number, share: number): number => Math.round(rate / Math.max(share, LEAST))

const LEAST = 0.001
