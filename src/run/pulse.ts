import type { Clock } from '../core/clock.js'

export interface PulseOptions {
  readonly clock: Clock
  readonly everyMs: number
  /** Beats late by more than this say that the process itself stood still. */
  readonly lateMs: number
  readonly beat: (now: number) => void
  readonly stoodStill: (forMs: number) => void
}

/** Beats until the signal aborts. A step of the wall clock does not matter: time is monotonic. */
export const startPulse = async (
  { clock, everyMs, lateMs, beat, stoodStill }: PulseOptions,
  signal: AbortSignal,
): Promise<void> => {
  let due = clock.now()
  while (!signal.aborted) {
    const late = clock.now() - due
    if (late > lateMs) stoodStill(late)
    beat(clock.now())
    due = clock.now() + everyMs
    await clock.sleep(everyMs, signal).catch(() => undefined)
  }
}
