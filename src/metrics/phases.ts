import type { Entry, FactOf, View } from '../core/journal.js'
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

interface PhaseSpans {
  readonly spans: PhaseSpan[]
  /** The phase that is running, without its end. */
  open: PhaseSpan | null
}

/** A phase that has no end is cut at the first fact that stops a run, or at the last fact there is. */
export const phaseSpans: View<PhaseSpans> = {
  start: () => ({ spans: [], open: null }),
  next(state, entry) {
    if (state.open) {
      const ended = entry.type === 'phase.ended' && entry.phase === state.open.name
      state.spans[state.spans.length - 1] = { ...state.open, untilMs: entry.t, complete: ended }
      if (ended || CUTS.has(entry.type)) state.open = null
    }
    if (entry.type === 'phase.started') {
      state.open = opened(entry)
      state.spans.push(state.open)
    }
    return state
  },
}

const opened = ({ phase, kind, durationMs, settleMs, t }: Entry<FactOf<'phase.started'>>): PhaseSpan => ({
  ...{ name: phase, kind, durationMs, settleMs },
  ...{ fromMs: t, untilMs: t, complete: false },
})
