import type { Entry, View } from '../core/journal.js'
import type { PhaseKind } from '../core/plan.js'
import { LatencyWindow, type Rolling } from './latency-window.js'

export interface LivePhase {
  readonly name: string
  readonly kind: PhaseKind
  readonly fromMs: number
  readonly durationMs: number
}

export interface LiveFault {
  /** False once it is lifted. */
  active: boolean
  hits: number
  matched: number
}

/** What a view of a run in progress shows. It costs a few steps an entry, however long the run. */
export interface Live {
  phase: LivePhase | null
  readonly ended: LivePhase[]
  /** Of the current phase: what was before a fault says nothing of what is with it. */
  readonly probes: Map<string, LatencyWindow>
  readonly faults: Map<string, LiveFault>
  lastMs: number
}

/** The state belongs to the fold; `rolling` of a probe reads it. */
export const live: View<Live> = {
  start: () => ({ phase: null, ended: [], probes: new Map(), faults: new Map(), lastMs: 0 }),
  next(state, entry) {
    state.lastMs = entry.t
    notePhase(state, entry)
    noteFault(state, entry)
    if (entry.type !== 'probe.sampled') return state
    const window = state.probes.get(entry.probe) ?? new LatencyWindow(state.phase?.fromMs)
    state.probes.set(entry.probe, window)
    window.add(entry.sample, entry.t)
    return state
  },
}

/** The last seconds of each probe in the current phase. */
export const rollingOf = ({ probes }: Live, now: number): ReadonlyMap<string, Rolling> =>
  new Map([...probes].map(([id, window]) => [id, window.at(now)]))

const notePhase = (state: Live, entry: Entry): void => {
  if (entry.type === 'phase.started') {
    state.phase = { name: entry.phase, kind: entry.kind, fromMs: entry.t, durationMs: entry.durationMs }
    state.probes.clear()
  }
  if (entry.type !== 'phase.ended' || state.phase === null) return
  state.ended.push(state.phase)
  state.phase = null
}

const noteFault = ({ faults }: Live, entry: Entry): void => {
  if (entry.type === 'fault.activated') faultOf(faults, entry.fault).active = true
  if (entry.type === 'fault.lifted') faultOf(faults, entry.fault).active = false
  if (entry.type === 'fault.injected') faultOf(faults, entry.fault).hits++
  if (entry.type === 'fault.passed') faultOf(faults, entry.fault).hits--
  if (entry.type === 'exchange.closed' || entry.type === 'connection.matched')
    for (const fault of entry.matched) faultOf(faults, fault).matched++
}

const faultOf = (faults: Map<string, LiveFault>, id: string): LiveFault => {
  const fault = faults.get(id) ?? { active: false, hits: 0, matched: 0 }
  faults.set(id, fault)
  return fault
}
