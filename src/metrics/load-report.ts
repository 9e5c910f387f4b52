import type { View } from '../core/journal.js'
import type { LoadReport } from '../core/report.js'
import { ascending, quantile } from './point.js'

interface LoadTally {
  readonly latencies: number[]
  readonly late: number[]
  failed: number
  dropped: number
}

/** Requests sent by each load. The state belongs to the fold. */
export const loadTallies: View<Map<string, LoadTally>> = {
  start: () => new Map(),
  next(state, entry) {
    if (entry.type !== 'load.sampled' && entry.type !== 'load.dropped') return state
    const tally = state.get(entry.load) ?? { latencies: [], late: [], failed: 0, dropped: 0 }
    state.set(entry.load, tally)
    if (entry.type === 'load.dropped') tally.dropped++
    else {
      tally.latencies.push(entry.sample.latencyMs)
      tally.late.push(entry.lateMs)
      if (!entry.sample.ok) tally.failed++
    }
    return state
  },
}

export const loadReports = (tallies: ReadonlyMap<string, LoadTally>): readonly LoadReport[] =>
  [...tallies].map(([load, { latencies, late, failed, dropped }]) => ({
    load,
    sent: latencies.length,
    failed,
    dropped,
    p50: at(latencies, 0.5),
    p95: at(latencies, 0.95),
    lateP99: at(late, 0.99),
  }))

const at = (values: readonly number[], q: number): number | null =>
  values.length === 0 ? null : quantile(ascending(values), q)
