import type { FactOf } from '../core/fact.js'
import type { Entry, View } from '../core/journal.js'
import type { PhaseKind } from '../core/plan.js'

/** One phase as it happened. */
export interface PhaseSpan {
  readonly name: string
  readonly kind: PhaseKind
  readonly durationMs: number
  readonly settleMs: number
  readonly fromMs: number
  /** Its end, or the moment at which it was cut short. */
  readonly untilMs: number
  readonly complete: boolean
  /** Why it ended before its time was over, where it did so in order. */
  readonly early?: string
}

/** Where judging starts: what began before has met a system that was still changing. */
export const judgedFrom = ({ fromMs, settleMs }: PhaseSpan): number => fromMs + settleMs

const CUTS: ReadonlySet<Entry['type']> = new Set([
  'phase.started',
  'abort.triggered',
  'signal.received',
  'failure.occurred',
  'faults.removed',
  'run.ended',
])

/** A phase that may still grow; only the fold changes it. */
interface GrowingSpan extends PhaseSpan {
  untilMs: number
  complete: boolean
  early?: string
}

interface PhaseSpans {
  readonly spans: GrowingSpan[]
  /** How the last span goes on: it grows, it was cut and could only be completed, or it is over. */
  last: 'running' | 'cut' | 'over'
}

/** A phase that has no end was cut at the first fact that stops a run, or at the last fact there is. */
export const phaseSpans: View<PhaseSpans> = {
  start: () => ({ spans: [], last: 'over' }),
  next(state, entry) {
    const span = state.last === 'over' ? undefined : state.spans.at(-1)
    if (span) grow(state, span, entry)
    if (entry.type !== 'phase.started') return state
    state.spans.push(opened(entry))
    state.last = 'running'
    return state
  },
}

const grow = (state: PhaseSpans, span: GrowingSpan, entry: Entry): void => {
  if (state.last === 'running') span.untilMs = entry.t
  if (entry.type === 'phase.ended' && entry.phase === span.name) end(state, span, entry)
  else if (CUTS.has(entry.type)) state.last = 'cut'
}

const end = (state: PhaseSpans, span: GrowingSpan, { t, early }: Entry<FactOf<'phase.ended'>>): void => {
  span.untilMs = t
  span.complete = true
  if (early !== undefined) span.early = early
  state.last = 'over'
}

const opened = ({ phase, kind, durationMs, settleMs, t }: Entry<FactOf<'phase.started'>>): GrowingSpan => ({
  ...{ name: phase, kind, durationMs, settleMs },
  ...{ fromMs: t, untilMs: t, complete: false },
})
