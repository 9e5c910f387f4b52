import type { Json } from './json.js'
import type { Place } from './problem.js'

/** What a run is going to do and to judge, as plain data: it opens the journal, so that a report needs nothing else. */
export interface Plan {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly tags: readonly string[]
  /** Of a matrix: the axes and their values, as `delay=300ms share=10%`. */
  readonly cell?: string
  readonly proxies: readonly { readonly id: string; readonly upstream: string }[]
  readonly faults: readonly FaultPlan[]
  readonly phases: readonly PhasePlan[]
  readonly probes: readonly { readonly id: string; readonly type: string }[]
  readonly hypotheses: readonly Hypothesis[]
  readonly abort: readonly AbortRule[]
  readonly junit: JunitPlan
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
  readonly place: Place
}

export const PHASE_KINDS = ['warmup', 'baseline', 'inject', 'recover'] as const
export type PhaseKind = (typeof PHASE_KINDS)[number]

export interface PhasePlan {
  readonly name: string
  readonly kind: PhaseKind
  readonly durationMs: number
  /** Samples that start in this first part are recorded, not judged. */
  readonly settleMs: number
  /** Active for the whole phase. */
  readonly faults: readonly string[]
  /** The percentage of every fault grows from `from` (a share of its own) to all of it. */
  readonly ramp?: { readonly overMs: number; readonly from: number }
  readonly schedule: readonly ScheduledFault[]
  /** It starts when a person says so. */
  readonly gate?: 'manual'
}

/** Active from `atMs` for `forMs`, again every `everyMs`; times count from the start of the phase. */
export interface ScheduledFault {
  readonly fault: string
  readonly atMs: number
  readonly forMs: number
  readonly everyMs?: number
}

export interface Limit {
  readonly op: 'max' | 'min' | 'equals'
  /** In the unit of its measure. */
  readonly value: number
  /** As written, such as `800ms`. */
  readonly text: string
}

/** What a measure is compared with. Its limit is then one of the ratio, or of the difference in the measure's unit. */
export interface Versus {
  readonly by: 'ratio' | 'difference'
  readonly to:
    | { readonly kind: 'phase'; readonly phase: string }
    | { readonly kind: 'probe'; readonly probe: string }
    /** A stored report: what it says of this hypothesis in each of its phases. */
    | { readonly kind: 'file'; readonly file: string; readonly phases: Readonly<Record<string, Side>> }
}

/** One side of a comparison, in the unit of its measure. Null bounds do not exist. */
export interface Side {
  readonly measured: number
  readonly low: number | null
  readonly high: number | null
}

interface HypothesisBase {
  readonly id: string
  readonly title: string
  readonly probe: string
  /** Names of phases; each is judged alone. */
  readonly phases: readonly string[]
  /** Must also hold in the baseline, or no fault is injected. */
  readonly gate: boolean
  readonly severity: 'block' | 'warn'
  readonly onInconclusive: 'fail' | 'warn' | 'pass'
  readonly place: Place
}
export interface SloHypothesis extends HypothesisBase {
  readonly kind: 'slo'
  readonly measure: string
  readonly limit: Limit
  readonly versus?: Versus
  /** Every window of this length must satisfy the limit; without it the whole phase counts as one. */
  readonly windowMs?: number
  /** 0.95 for 95%; null judges the point estimate. */
  readonly confidence: number | null
  readonly minSamples: number | 'auto'
}
export interface AlwaysHypothesis extends HypothesisBase {
  readonly kind: 'always'
  readonly maxConsecutiveFailures: number
}
export interface RecoveryHypothesis extends HypothesisBase {
  readonly kind: 'recovery'
  readonly measure: string
  readonly limit: Limit
  /** Counted from the moment the last fault was lifted. */
  readonly withinMs: number
  readonly stableForMs: number
}
/** Every start is followed by a finish in time. Keys say which belong together; without them they are only counted. */
export interface EventuallyHypothesis extends HypothesisBase {
  readonly kind: 'eventually'
  /** Good samples of a probe, or the start of a phase. */
  readonly start: { readonly phase: string } | { readonly probe: string; readonly key: string | null }
  readonly finish: { readonly probe: string; readonly key: string | null }
  readonly withinMs: number
  /** A share of 1. */
  readonly atLeast: number
  /** Of any one key; null: as many as there are. */
  readonly maxDuplicates: number | null
}
export type Hypothesis = EventuallyHypothesis | SloHypothesis | AlwaysHypothesis | RecoveryHypothesis

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
