import type { Entry, RunState } from '../core/journal.js'
import type { Sample } from '../core/probe.js'

/** How one probe or load fares in the current phase. */
export interface Tally {
  readonly samples: number
  readonly failed: number
  /** ms; null when there is no sample. */
  readonly p50: number | null
  readonly p95: number | null
  /** p95 of each tenth of the phase so far; null where nothing was sampled. */
  readonly spark: readonly (number | null)[]
}

export interface Hits {
  readonly hits: number
  readonly matched: number
}

/** What a watcher of a run wants to know now; a fold over the journal that only ever keeps the current phase. */
export interface Progress {
  take(entry: Entry): void
  state(): RunState
  phase(): { readonly name: string; readonly startedMs: number; readonly durationMs: number } | null
  /** Probes and loads by name, in the order of their first sample. */
  tallies(): ReadonlyMap<string, Tally>
  /** Faults that were active in this phase. */
  hits(): ReadonlyMap<string, Hits>
}

const TENTHS = 10

class Samples {
  readonly #tenths: number[][] = Array.from({ length: TENTHS }, () => [])
  #failed = 0

  add({ ok, latencyMs }: Sample, share: number): void {
    const tenth = Math.min(TENTHS - 1, Math.max(0, Math.floor(share * TENTHS)))
    this.#tenths[tenth]?.push(latencyMs)
    if (!ok) this.#failed++
  }

  tally(): Tally {
    const all = this.#tenths.flat()
    const last = this.#tenths.findLastIndex(tenth => tenth.length > 0)
    return {
      samples: all.length,
      failed: this.#failed,
      p50: quantile(all, 0.5),
      p95: quantile(all, 0.95),
      spark: this.#tenths.slice(0, last + 1).map(tenth => quantile(tenth, 0.95)),
    }
  }
}

const quantile = (values: readonly number[], q: number): number | null =>
  values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(values.length * q) - 1)] ?? null

export const openProgress = (): Progress => {
  let state: RunState = 'preflight'
  let phase: { name: string; startedMs: number; durationMs: number } | null = null
  const samples = new Map<string, Samples>()
  const hits = new Map<string, Hits>()
  const sampled = (name: string, sample: Sample, t: number) => {
    if (phase === null) return
    const known = samples.get(name) ?? new Samples()
    samples.set(name, known)
    known.add(sample, (t - phase.startedMs) / phase.durationMs)
  }
  const count = (fault: string, hit: number, match: number) => {
    const known = hits.get(fault) ?? { hits: 0, matched: 0 }
    hits.set(fault, { hits: known.hits + hit, matched: known.matched + match })
  }
  const take = (entry: Entry) => {
    if (entry.type === 'state.entered') state = entry.state
    else if (entry.type === 'probe.sampled') sampled(entry.probe, entry.sample, entry.t)
    else if (entry.type === 'load.sampled') sampled(entry.load, entry.sample, entry.t)
    else if (entry.type === 'fault.activated') count(entry.fault, 0, 0)
    else if (entry.type === 'exchange.closed') {
      for (const fault of entry.injected) count(fault, 1, 0)
      for (const fault of entry.matched) count(fault, 0, 1)
    } else if (entry.type === 'phase.started') {
      phase = { name: entry.phase, startedMs: entry.t, durationMs: entry.durationMs }
      samples.clear()
      hits.clear()
    }
  }
  return {
    take,
    state: () => state,
    phase: () => phase,
    tallies: () => new Map([...samples].map(([name, own]) => [name, own.tally()])),
    hits: () => hits,
  }
}
