import type { View } from '../core/journal.js'

/** When requests of a load were due, ms since the run started, and what became of them. */
export interface Sendings {
  readonly sent: { readonly dueMs: number; readonly lateMs: number }[]
  /** Those that were not sent, because too many were in flight. */
  readonly dropped: number[]
}

/** By load. The state belongs to the fold. */
export const sendingsByLoad: View<Map<string, Sendings>> = {
  start: () => new Map(),
  next(state, entry) {
    if (entry.type !== 'load.sampled' && entry.type !== 'load.dropped') return state
    const sendings = state.get(entry.load) ?? { sent: [], dropped: [] }
    state.set(entry.load, sendings)
    if (entry.type === 'load.dropped') sendings.dropped.push(entry.t)
    else sendings.sent.push({ dueMs: entry.t - entry.sample.latencyMs, lateMs: entry.lateMs })
    return state
  },
}
