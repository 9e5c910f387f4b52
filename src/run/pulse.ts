import type { Clock } from '../core/clock.js'

export interface PulseOptions {
  readonly clock: Clock
  readonly everyMs: number
  readonly beat: () => void
  /** The process stood still (suspended, frozen): one beat came more than a second late. */
  readonly stoodStill: (forMs: number) => void
  /** Every beat of five seconds came more than 250 ms late: the tool itself is saturated, its measurements are void. */
  readonly saturated: (lateMs: number) => void
}

const STILL_MS = 1_000
const LATE_MS = 250
const SATURATED_MS = 5_000

/** Beats until the signal aborts. A step of the wall clock does not matter: time is monotonic. */
export const startPulse = async (options: PulseOptions, signal: AbortSignal): Promise<void> => {
  const { clock, everyMs } = options
  let due = clock.now()
  let onTimeAt = due
  while (!signal.aborted) {
    const now = clock.now()
    const late = now - due
    if (late > STILL_MS) options.stoodStill(late)
    if (late <= LATE_MS) onTimeAt = now
    else if (now - onTimeAt > SATURATED_MS + everyMs) options.saturated(late)
    options.beat()
    due = now + everyMs
    await clock.sleep(everyMs, signal).catch(() => undefined)
  }
}
