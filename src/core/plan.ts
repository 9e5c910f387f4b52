import type { Cohort } from './cohort.js'
import type { GameDayPlan } from './game-day.js'
import type { Hypothesis, Limit } from './hypothesis.js'
import type { Json } from './json.js'
import type { Place } from './problem.js'

export type * from './hypothesis.js'

/** What a run is going to do and to judge, as plain data: it opens the journal, so that a report needs nothing else. */
export interface Plan {
  readonly name: string
  readonly title: string
  readonly description: string
  /** Who to ask, where the file says so. */
  readonly owner?: string
  /** Dashboards, runbooks and the like: addresses of http or https by name. */
  readonly links?: Readonly<Record<string, string>>
  readonly tags: readonly string[]
  /** Of a matrix: the axes and their values, as `delay=300ms share=10%`. */
  readonly cell?: string
  /** The variables of the file and their values, secrets in them masked. */
  readonly vars?: Readonly<Record<string, Json>>
  readonly proxies: readonly { readonly id: string; readonly upstream: string }[]
  /** How traffic is split, where it is. */
  readonly cohorts?: { readonly entry: string; readonly treatment: number; readonly header: string }
  readonly faults: readonly FaultPlan[]
  readonly phases: readonly PhasePlan[]
  readonly probes: readonly { readonly id: string; readonly type: string }[]
  readonly hypotheses: readonly Hypothesis[]
  readonly abort: readonly AbortRule[]
  readonly junit: JunitPlan
  /** What a report shows examples of, where that is not what speaks against a limit. */
  readonly samples?: 'all' | 'none'
  /** Of a run that people take part in. */
  readonly gameDay?: GameDayPlan
}

/** What a run is called where runs stand beside each other: the cell of a matrix is part of it. */
export const runName = ({ name, cell }: Pick<Plan, 'name' | 'cell'>): string =>
  cell === undefined ? name : `${name} [${cell}]`

export interface JunitPlan {
  readonly inconclusive: 'failure' | 'error' | 'skipped'
  readonly warn: 'skipped' | 'failure' | 'pass'
}

export interface FaultPlan {
  readonly id: string
  /** The fault's name, such as `latency`. */
  readonly fault: string
  /** Its options as written. */
  readonly options: Json
  /** `proxy` or `proxy/route`. */
  readonly target: string
  /** A share of 1. */
  readonly percent: number
  readonly minHits: number
  /** Only this part of the traffic. */
  readonly cohort?: Cohort
  readonly place: Place
}

export const PHASE_KINDS = ['warmup', 'baseline', 'inject', 'recover'] as const
export type PhaseKind = (typeof PHASE_KINDS)[number]

/** What a ramp lets grow: how many are hit, or how hard. */
export type RampOf = 'percent' | 'dose'

export interface PhasePlan {
  readonly name: string
  readonly kind: PhaseKind
  readonly durationMs: number
  /** Samples that start in this first part are recorded, not judged. */
  readonly settleMs: number
  /** Active for the whole phase. */
  readonly faults: readonly string[]
  /** The percentage of every fault, or its dose, grows from `from` (a share of its own) to all of it. */
  readonly ramp?: { readonly overMs: number; readonly from: number; readonly of?: RampOf }
  readonly schedule: readonly ScheduledFault[]
  /** It ends before its time is over once every recovery has passed, or every limit has its samples; never later. */
  readonly until?: 'allRecovered' | 'minSamples'
  /** It starts when a person says so. */
  readonly gate?: 'manual'
}

/** Active from `atMs` for `forMs`, again every `everyMs` until `untilMs`; times count from the start of the phase. */
export interface ScheduledFault {
  readonly fault: string
  readonly atMs: number
  readonly forMs: number
  readonly everyMs?: number
  readonly untilMs?: number
}

/** Evaluated all the time on raw windows; the first that holds ends the run. */
export type AbortRule = { readonly id: string; readonly probe: string; readonly place: Place } & (
  | {
      readonly kind: 'measure'
      readonly measure: string
      readonly limit: Limit
      readonly windowMs: number
      readonly forMs: number
      readonly minSamples: number
    }
  | { readonly kind: 'consecutive'; readonly of: 'failures' | 'errors'; readonly max: number }
)
