import type { Interrupt } from './interrupt.js'

/** The only time there is. `now` is monotonic, in ms, with fractions. */
export interface Clock {
  now(): number
  /** Resolves after at least `ms`, never early; rejects with the signal's reason as soon as it aborts. */
  sleep(ms: number, signal: Interrupt): Promise<void>
}
