/** The only time there is. `now` is monotonic, in ms, with fractions. */
export interface Clock {
  now(): number
  /** Resolves after at least `ms`, never early; rejects with the signal's reason as soon as the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
}
