import type { Entry, View } from '../core/journal.js'
import { addTo, emptySpread, type Labels, type Spread } from './family.js'

/** What a run has measured so far; it costs a few steps an entry, however long the run. */
export interface RunMetrics {
  tool: string
  phase: string | null
  readonly active: Map<string, boolean>
  readonly counters: Map<string, Counter>
  readonly spreads: Map<string, Measured>
  readonly values: Map<string, number>
}

export type CounterName = 'fault_injected' | 'fault_missed' | 'exchange_retried' | 'load_dropped' | 'probe_errors'
export type SpreadName = 'exchange_duration' | 'probe_duration' | 'load_duration'

interface Counter {
  readonly name: CounterName
  readonly labels: Labels
  n: number
}

interface Measured {
  readonly name: SpreadName
  readonly labels: Labels
  readonly spread: Spread
}

/** The state belongs to the fold; `familiesOf` in run-families.ts reads it. */
export const runMetrics: View<RunMetrics> = {
  start: () => ({
    ...{ tool: '', phase: null, active: new Map(), counters: new Map(), spreads: new Map(), values: new Map() },
  }),
  next(state, entry) {
    note(state, entry)
    return state
  },
}

const note = (state: RunMetrics, entry: Entry): void => {
  switch (entry.type) {
    case 'run.started':
      state.tool = entry.tool
      break
    case 'phase.started':
      state.phase = entry.phase
      break
    case 'phase.ended':
      state.phase = null
      break
    case 'fault.activated':
    case 'fault.lifted':
      state.active.set(entry.fault, entry.type === 'fault.activated')
      break
    case 'fault.injected':
    case 'fault.missed':
      count(state, entry.type === 'fault.injected' ? 'fault_injected' : 'fault_missed', { fault: entry.fault })
      break
    case 'upstream.retried':
      count(state, 'exchange_retried', {})
      break
    case 'load.dropped':
      count(state, 'load_dropped', { load: entry.load })
      break
    case 'exchange.closed': {
      const { route, end, status, totalMs } = entry
      measure(state, 'exchange_duration', { route, code: String(status ?? ''), end }, totalMs)
      break
    }
    case 'load.sampled':
      measure(state, 'load_duration', { load: entry.load, ...outcomeOf(entry.sample) }, entry.sample.latencyMs)
      break
    case 'probe.sampled': {
      const { probe, sample } = entry
      if (!sample.ok && sample.error === 'probeError') count(state, 'probe_errors', { probe })
      else measure(state, 'probe_duration', { probe, ...outcomeOf(sample) }, sample.latencyMs)
      if (sample.value !== undefined) state.values.set(probe, sample.value)
    }
  }
}

const outcomeOf = (sample: { readonly ok: true } | { readonly ok: false; readonly error: string }): Labels => ({
  error: sample.ok ? '' : sample.error,
})

const count = ({ counters }: RunMetrics, name: CounterName, labels: Labels): void => {
  const key = JSON.stringify([name, labels])
  const counter = counters.get(key) ?? { name, labels, n: 0 }
  counter.n++
  counters.set(key, counter)
}

const measure = ({ spreads }: RunMetrics, name: SpreadName, labels: Labels, ms: number): void => {
  const key = JSON.stringify([name, labels])
  const measured = spreads.get(key) ?? { name, labels, spread: emptySpread() }
  addTo(measured.spread, ms / 1_000)
  spreads.set(key, measured)
}
