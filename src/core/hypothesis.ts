import type { Place } from './problem.js'

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
