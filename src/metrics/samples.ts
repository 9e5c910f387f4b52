import type { View } from '../core/journal.js'
import type { Sample } from '../core/probe.js'

/** A sample with its place in time, ms since the run started. It belongs to the phase in which it started. */
export interface Timed {
  readonly startMs: number
  readonly endMs: number
  readonly sample: Sample
  /** The exchange it was, if it is known. */
  readonly x: number | null
}

export const isProbeError = ({ sample }: Timed): boolean => !sample.ok && sample.error === 'probeError'

/** What says something about the system. */
export const ofSystem = (samples: readonly Timed[]): readonly Timed[] => samples.filter(timed => !isProbeError(timed))

/** Those that started in [fromMs, toMs). */
export const startedIn = (samples: readonly Timed[], fromMs: number, toMs: number): readonly Timed[] =>
  samples.filter(({ startMs }) => startMs >= fromMs && startMs < toMs)

/** All samples of each probe, in the order of their ends. The state belongs to the fold. */
export const samplesByProbe: View<Map<string, Timed[]>> = {
  start: () => new Map(),
  next(state, entry) {
    if (entry.type !== 'probe.sampled') return state
    const { probe, sample, t, x = null } = entry
    const timed: Timed = { startMs: t - sample.latencyMs, endMs: t, sample, x }
    const samples = state.get(probe)
    if (samples) samples.push(timed)
    else state.set(probe, [timed])
    return state
  },
}
