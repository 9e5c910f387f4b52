import type { RunContext } from './run.js'

const EVERY_MS = 250
/** What corrects a clock bit by bit stays far below that in one look. */
const STEP_MS = 1_000

/**
 * Notes each step of the wall clock: it was set, or the machine slept. Durations are monotonic and nothing waits for it,
 * so a step ends and extends nothing; `stop` looks once more.
 */
export const watchWallClock = ({ clock, wallClock, journal }: Pick<RunContext, 'clock' | 'wallClock' | 'journal'>) => {
  const ending = new AbortController()
  const apart = (at: number) => wallClock().getTime() - at
  const watch = async () => {
    let lookedAt = clock.now()
    let before = apart(lookedAt)
    while (!ending.signal.aborted) {
      await clock.sleep(EVERY_MS, ending.signal).catch(() => {})
      const now = clock.now()
      const after = apart(now)
      const byMs = Math.round(after - before)
      if (Math.abs(byMs) > STEP_MS)
        journal.append({ type: 'wallClock.stepped', byMs, withinMs: Math.ceil(now - lookedAt) })
      lookedAt = now
      before = after
    }
  }
  const watching = watch()
  return {
    stop(): Promise<void> {
      ending.abort()
      return watching
    },
  }
}
