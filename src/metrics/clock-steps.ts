import type { Entry, View } from '../core/journal.js'
import { showDuration } from '../core/units.js'

/** The wall clock was set at some time between two looks. */
export interface ClockStep {
  readonly fromMs: number
  readonly toMs: number
  /** Negative: back. */
  readonly byMs: number
}

export const clockSteps: View<readonly ClockStep[]> = {
  start: () => [],
  next: (steps, entry) => (entry.type === 'wallClock.stepped' ? [...steps, stepOf(entry)] : steps),
}

const stepOf = ({ t, byMs, withinMs }: Extract<Entry, { type: 'wallClock.stepped' }>): ClockStep => ({
  ...{ fromMs: t - withinMs, toMs: t, byMs },
})

export const tellStep = (byMs: number): string =>
  `the wall clock stepped ${byMs < 0 ? 'back' : 'forward'} by ${showDuration(Math.abs(byMs))}`

/** For who reads times of day beside durations. */
export const noteOfStep = (byMs: number): string => `${tellStep(byMs)}; durations are monotonic, times of day are not`
