import type { Verdict } from './report.js'

/** What people agreed on before a game day; a part of the plan. */
export interface GameDayPlan {
  /** Who leads it; null where nobody was named. */
  readonly facilitator: string | null
  readonly roles: {
    readonly coordinator: string | null
    readonly reporter: string | null
    readonly observers: readonly string[]
  }
  /** What people should do; null where it was not written. */
  readonly expectedResponse: string | null
  readonly predictions: 'required' | 'optional' | 'off'
  /** Observers are not told which faults there are. */
  readonly blind: boolean
  /** Each must be ticked before the first fault. */
  readonly checklist: readonly string[]
}

export const NOTE_KINDS = ['note', 'surprise', 'question', 'action', 'detected', 'mitigated'] as const
export type NoteKind = (typeof NOTE_KINDS)[number]

/** What somebody expects of a hypothesis. */
export type Expectation = 'pass' | 'fail'
/** By the id of the hypothesis. */
export type Expectations = Readonly<Record<string, Expectation>>

/** What people said and did; times are ms since the run started. */
export interface GameDayReport {
  readonly checklist: readonly { readonly item: string; readonly t: number | null; readonly by: string | null }[]
  readonly predictions: readonly PredictionReport[]
  /** Phases that waited for a person; `toMs` null: nobody let them start. */
  readonly gates: readonly {
    readonly phase: string
    readonly fromMs: number
    readonly toMs: number | null
    readonly by: string | null
  }[]
  readonly notes: readonly { readonly t: number; readonly by: string; readonly kind: NoteKind; readonly text: string }[]
  /** From the first fault to the first note that says so; null where none does. */
  readonly detectedMs: number | null
  readonly mitigatedMs: number | null
  /** `offMs`: how long it took until no fault was left; null where there was none, or it is not known. */
  readonly halted: {
    readonly t: number
    readonly by: string
    readonly why: string
    readonly offMs: number | null
  } | null
}

export interface PredictionReport {
  readonly by: string
  readonly t: number
  readonly why: string | null
  readonly expected: readonly {
    readonly hypothesis: string
    readonly expected: Expectation
    readonly verdict: Verdict
    /** Null where the run decided nothing. */
    readonly right: boolean | null
  }[]
}
