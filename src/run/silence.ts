import { showDuration } from '../core/units.js'
import type { Standing } from './standing.js'

/** How often a runner beats, and how often it is looked at, ms. */
export const BEAT_MS = 250
export const LOOK_MS = 100
/** A beat that comes later than this is missed. */
const LATE_MS = 300
const MOST_STOPPED_MS = 1_500

export interface Silence {
  /** The runner is alive; under an inspector it may stand at a breakpoint until its next beat. */
  beat(isInspected: boolean): void
  /** Another `LOOK_MS` have passed: why the runner must be killed, or null. */
  look(): string | null
}

/**
 * How long a runner says nothing, while its proxies hold all traffic: stopped by a signal it may do so for a moment, and
 * hanging for `mostHangingMs`. Time is counted in looks: what slept together with us was not silent for long.
 */
export const openSilence = (standing: () => Standing, mostHangingMs: number): Silence => {
  let silentMs = 0
  let stoppedMs = 0
  let inspected = false
  return {
    beat(isInspected) {
      silentMs = 0
      stoppedMs = 0
      inspected = isInspected
    },
    look() {
      silentMs += LOOK_MS
      if (silentMs <= LATE_MS) return null
      const stands = standing()
      if (stands === 'debugged') silentMs = 0
      stoppedMs = stands === 'stopped' ? stoppedMs + LOOK_MS : 0
      if (stoppedMs >= MOST_STOPPED_MS) return `was stopped for ${showDuration(stoppedMs)}`
      if (stands !== 'running' || inspected || silentMs < mostHangingMs) return null
      return `was busy with one thing for ${showDuration(silentMs)}`
    },
  }
}
