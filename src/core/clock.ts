import type { Interrupt } from './interrupt.js'

/** The only time there is. `now` is monotonic, in ms, with fractions. */
export interface Clock {
  now(): number
  /**
   * Resolves after at least `ms`, never early; rejects with the signal's reason as soon as it aborts. False: `wake`
   * aborted before the time was over.
   */
  sleep(ms: number, signal: Interrupt, wake?: Interrupt): Promise<boolean>
}

/** What people call the time. It may be set while a run lasts, so it is only ever a label, never a duration. */
export type WallClock = () => Date
