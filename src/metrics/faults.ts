import type { FactOf, Struck } from '../core/fact.js'
import type { Entry, View } from '../core/journal.js'

export interface FaultWindow {
  readonly phase: string
  readonly fromMs: number
  /** Null when nothing says that it was lifted. */
  toMs: number | null
  why: FactOf<'fault.lifted'>['why'] | null
}

export interface Tally {
  /** Exchanges (or connections, or proxies) on its target while it was active, those it was injected into, and those of them on which it could not act. */
  matched: number
  hits: number
  missed: number
}

/** What one fault did, by the phase in which the exchange was opened or else the hit was made. */
export interface FaultRecord {
  readonly windows: FaultWindow[]
  readonly byPhase: Map<string, Tally>
  missedWhy: string | null
  firstHitMs: number | null
  lastHitMs: number | null
}

export interface FaultRecords {
  readonly byId: Map<string, FaultRecord>
  /** Faults injected into each exchange that met any. */
  readonly injected: Map<number, string[]>
  /** The phase in which each exchange under way was opened. */
  readonly phaseOf: Map<number, string>
  phase: string
}

/** The state belongs to the fold. */
export const faultRecords: View<FaultRecords> = {
  start: () => ({ byId: new Map(), injected: new Map(), phaseOf: new Map(), phase: '' }),
  next(state, entry) {
    if (entry.type === 'phase.started') state.phase = entry.phase
    else if (entry.type === 'exchange.opened') state.phaseOf.set(entry.x, state.phase)
    else if (entry.type === 'exchange.closed') noteClosed(state, entry)
    else if (entry.type === 'connection.matched') noteMatches(state, entry)
    else if (entry.type === 'fault.injected') noteHit(state, entry)
    else if (entry.type === 'fault.missed') noteMiss(state, entry)
    else if (entry.type === 'fault.passed') takeBack(state, entry)
    else noteWindow(state, entry)
    return state
  },
}

/** The tally of one fault in one phase, or in all. An exchange that never closed was matched if it was hit. */
export const tallyOf = (record: FaultRecord | undefined, phase?: string): Tally => {
  const sum = { matched: 0, hits: 0, missed: 0 }
  for (const [name, tally] of record?.byPhase ?? []) {
    if (phase !== undefined && name !== phase) continue
    sum.matched += Math.max(tally.matched, tally.hits)
    sum.hits += tally.hits
    sum.missed += tally.missed
  }
  return sum
}

/** Ids of the faults that were active at some moment of [fromMs, toMs). */
export const activeIn = ({ byId }: FaultRecords, fromMs: number, toMs: number): readonly string[] =>
  [...byId]
    .filter(([, { windows }]) => windows.some(w => w.fromMs < toMs && (w.toMs ?? toMs) > fromMs))
    .map(([id]) => id)

const noteWindow = ({ byId }: FaultRecords, entry: Entry): void => {
  if (entry.type === 'fault.activated')
    recordOf(byId, entry.fault).windows.push({ phase: entry.phase, fromMs: entry.t, toMs: null, why: null })
  if (entry.type !== 'fault.lifted') return
  const open = recordOf(byId, entry.fault).windows.findLast(({ toMs }) => toMs === null)
  if (open === undefined) return
  open.toMs = entry.t
  open.why = entry.why
}

/**
 * The phase in which what was hit began, or, where the fault came later, that in which it came; of a connection or a
 * proxy nobody asks when it began.
 */
const phaseOf = (state: FaultRecords, { windows }: FaultRecord, { x }: Struck): string => {
  const opened = x === undefined ? undefined : state.phaseOf.get(x)
  if (opened === undefined) return state.phase
  return windows.some(({ phase }) => phase === opened) ? opened : (windows.at(-1)?.phase ?? opened)
}

const noteHit = (state: FaultRecords, hit: Entry<FactOf<'fault.injected'>>): void => {
  const { x, fault, t } = hit
  const record = recordOf(state.byId, fault)
  tallyIn(record, phaseOf(state, record, hit)).hits++
  record.firstHitMs ??= t
  record.lastHitMs = t
  if (x === undefined) return
  const others = state.injected.get(x)
  if (others === undefined) state.injected.set(x, [fault])
  else if (!others.includes(fault)) others.push(fault)
}

const takeBack = (state: FaultRecords, passed: Entry<FactOf<'fault.passed'>>): void => {
  const { x, fault } = passed
  const record = recordOf(state.byId, fault)
  tallyIn(record, phaseOf(state, record, passed)).hits--
  if (tallyOf(record).hits === 0) {
    record.firstHitMs = null
    record.lastHitMs = null
  }
  if (x === undefined) return
  const others = (state.injected.get(x) ?? []).filter(other => other !== fault)
  if (others.length > 0) state.injected.set(x, others)
  else state.injected.delete(x)
}

const noteMiss = (state: FaultRecords, miss: Entry<FactOf<'fault.missed'>>): void => {
  const { fault, why } = miss
  const record = recordOf(state.byId, fault)
  tallyIn(record, phaseOf(state, record, miss)).missed++
  record.missedWhy ??= why
}

const noteClosed = (state: FaultRecords, closed: Entry<FactOf<'exchange.closed'>>): void => {
  noteMatches(state, closed)
  state.phaseOf.delete(closed.x)
}

const noteMatches = (state: FaultRecords, met: Struck & { readonly matched: readonly string[] }): void => {
  for (const fault of met.matched) {
    const record = recordOf(state.byId, fault)
    tallyIn(record, phaseOf(state, record, met)).matched++
  }
}

const recordOf = (byId: Map<string, FaultRecord>, id: string): FaultRecord => {
  const record = byId.get(id) ?? { windows: [], byPhase: new Map(), missedWhy: null, firstHitMs: null, lastHitMs: null }
  byId.set(id, record)
  return record
}

const tallyIn = ({ byPhase }: FaultRecord, phase: string): Tally => {
  const tally = byPhase.get(phase) ?? { matched: 0, hits: 0, missed: 0 }
  byPhase.set(phase, tally)
  return tally
}
