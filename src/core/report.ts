// Over 150 lines: the whole shape of report/1 on one page, as its readers need it.
import type { GameDayReport } from './game-day.js'
import type { Json } from './json.js'
import type { Hypothesis, PhaseKind, Plan, Side } from './plan.js'
import type { ExitName, Place } from './problem.js'

export type Verdict = 'pass' | 'fail' | 'inconclusive' | 'skipped'

/** One hypothesis in one phase. Numbers are in the unit of its measure. */
export interface Judgement {
  readonly id: string
  readonly title: string
  readonly kind: Hypothesis['kind']
  /** The phase judged; null for a hypothesis that has none of its own. */
  readonly phase: string | null
  readonly probe: string
  readonly measure: string
  readonly verdict: Verdict
  readonly severity: 'block' | 'warn'
  readonly onInconclusive: 'fail' | 'warn' | 'pass'
  readonly measured: number | null
  /** Null bounds do not exist: too few samples, or the bound lies among timeouts. */
  readonly interval: { readonly low: number | null; readonly high: number | null; readonly confidence: number } | null
  /** Of a comparison: what was measured here and there, in the unit of the measure itself. */
  readonly compared?: { readonly here: Side; readonly there: Side | null }
  /** As people read it, such as `<= 800 ms`. */
  readonly limit: string
  readonly samples: number
  readonly effective: number | null
  readonly deff: number | null
  /** One clause: why it is so, or why it cannot be decided. */
  readonly why: string
  /** What would decide it, if it is undecided. */
  readonly advice: string | null
  readonly worst: {
    readonly fromMs: number
    readonly toMs: number
    readonly measured: number
    readonly faults: readonly string[]
  } | null
  readonly examples: readonly Example[]
  readonly place: Place
}

/** A failing or slow sample that a reader can look up in the journal. */
export interface Example {
  readonly t: number
  readonly x: number | null
  readonly latencyMs: number
  readonly what: string
  /** The id of the trace that it began. */
  readonly trace?: string
  readonly injected: readonly string[]
}

export interface PhaseReport {
  readonly name: string
  readonly kind: PhaseKind
  readonly settleMs: number
  readonly fromMs: number
  /** Null when the run ended inside it. */
  readonly toMs: number | null
}

export interface FaultReport {
  readonly id: string
  readonly fault: string
  readonly target: string
  /** Exchanges on its target while it was active, and those it was injected into. */
  readonly matched: number
  readonly hits: number
  readonly missed: number
  readonly missedWhy: string | null
  readonly minHits: number
  readonly firstHitMs: number | null
  readonly lastHitMs: number | null
  readonly windows: readonly { readonly fromMs: number; readonly toMs: number | null }[]
  /** What it was to do to the exchanges it hit, and what it then did, member by member. */
  readonly doses: readonly DoseReport[]
}

/** One member of the doses of a fault, such as `ms`: numbers as a spread, anything else as its commonest values. */
export type DoseReport = { readonly of: 'drawn' | 'acted'; readonly name: string; readonly n: number } & (
  | {
      readonly kind: 'numbers'
      readonly min: number
      readonly p50: number
      readonly max: number
      /** Counts by `floor(10 * log10(value))`, ascending. */
      readonly bins: readonly (readonly [bin: number, n: number])[]
    }
  | { readonly kind: 'values'; readonly values: readonly { readonly text: string; readonly n: number }[] }
)

/** One probe in one phase; latencies in ms, errors a share of 1. Probe errors are apart: they say nothing of the system. */
export interface ProbeReport {
  readonly probe: string
  readonly phase: string
  readonly n: number
  readonly perSecond: number
  readonly p50: number | null
  readonly p95: number | null
  readonly p99: number | null
  readonly max: number | null
  readonly errors: number
  readonly errorKinds: Readonly<Record<string, number>>
  readonly probeErrors: number
  /** p95 per tenth of the phase, for a sparkline; null where nothing was sampled. */
  readonly spark: readonly (number | null)[]
}

/**
 * One probe over time: latencies in ms of all samples about the system, failures with the time they took. Columns of
 * one length, an item a bucket; quantiles are off by 1.2 % at most.
 */
export interface SeriesReport {
  readonly probe: string
  /** 1,000 or a doubling of it, so that there are at most 300 buckets. */
  readonly bucketMs: number
  /** Where the first bucket starts, ms since the run started; a sample is in the bucket in which it started. */
  readonly fromMs: number
  readonly n: readonly number[]
  readonly p50: readonly (number | null)[]
  readonly p95: readonly (number | null)[]
  readonly p99: readonly (number | null)[]
  readonly max: readonly (number | null)[]
  /** The last value of each bucket; null of a probe that takes none. */
  readonly value: readonly (number | null)[] | null
  readonly errors: Readonly<Record<string, readonly number[]>>
  readonly heat: HeatReport
  /** Samples of each phase by `floor(50 * log10(ms))`, ascending. */
  readonly spread: readonly {
    readonly phase: string
    readonly n: number
    readonly bins: readonly (readonly [bin: number, n: number])[]
  }[]
  /** The slowest first. */
  readonly slowest: readonly Example[]
}

/** Samples by time and latency; at most 100 columns, each with its counts by `floor(10 * log10(ms))`, ascending. */
export interface HeatReport {
  readonly columnMs: number
  readonly columns: readonly (readonly (readonly [bin: number, n: number])[])[]
}

/** An exchange that an example refers to, as the proxy saw it. */
export interface CitedExchange {
  readonly x: number
  readonly route: string
  readonly method: string
  /** Where to send it again; null when its proxy is not known. */
  readonly url: string | null
  readonly end: string | null
  readonly status: number | null
  readonly sent: number | null
  readonly headMs: number | null
  readonly totalMs: number | null
  readonly doses: readonly { readonly fault: string; readonly dose: Json }[]
}

export interface LoadReport {
  readonly load: string
  readonly sent: number
  readonly failed: number
  readonly dropped: number
  readonly p50: number | null
  readonly p95: number | null
  /** How late requests were sent, ms. */
  readonly lateP99: number | null
}

/** What one proxy carried in one phase, to be divided by the operations of users: requests of loads that were answered. */
export interface CostReport {
  readonly proxy: string
  readonly phase: string
  readonly operations: number
  /** Exchanges: with retries, more than were wanted. */
  readonly attempts: number
  /** Connections of clients on which a first exchange came, and those of them over TLS. */
  readonly connections: number
  readonly handshakes: number
  /** Of bodies, both ways. */
  readonly bytes: number
}

export interface TimelineEvent {
  readonly t: number
  /** `note`: what a person said. */
  readonly level: 'info' | 'warn' | 'bad' | 'note'
  readonly text: string
}

/** Everything a reporter shows; made from the journal alone, so the same journal gives the same bytes. */
export interface Report {
  readonly schema: 'report/1'
  readonly run: string
  readonly startedAt: string
  readonly tool: string
  readonly node: string
  readonly platform: string
  /** What git had checked out where the file is. */
  readonly commit?: string
  readonly file: string
  readonly source: string
  readonly seed: number
  readonly plan: Plan
  /** Every fault was off, as was asked for: what fails is a false alarm of the limits. */
  readonly withoutFaults?: boolean
  /** Nothing was masked, as was asked for: it is for nobody else. */
  readonly secretsShown?: boolean
  readonly durationMs: number
  /** `torn`: the journal has no end, so the runner died. */
  readonly outcome: ExitName | 'torn'
  /** Null when torn. */
  readonly exitCode: number | null
  /** One sentence: what decided the outcome. */
  readonly reason: string
  readonly judgements: readonly Judgement[]
  /** The gate: hypotheses that had to hold in the baseline. */
  readonly gate: readonly Judgement[]
  readonly phases: readonly PhaseReport[]
  readonly faults: readonly FaultReport[]
  readonly probes: readonly ProbeReport[]
  readonly series: readonly SeriesReport[]
  readonly load: readonly LoadReport[]
  readonly cost: readonly CostReport[]
  readonly exchanges: {
    readonly total: number
    readonly retried: number
    readonly byEnd: Readonly<Record<string, number>>
  }
  readonly proxies: readonly { readonly id: string; readonly url: string; readonly upstream: string }[]
  readonly removal: { readonly verified: boolean; readonly afterMs: number } | null
  readonly failures: readonly { readonly message: string; readonly hints: readonly string[] }[]
  readonly warnings: readonly string[]
  readonly timeline: readonly TimelineEvent[]
  /** Those of all examples, ascending. */
  readonly cited: readonly CitedExchange[]
  /** Of a run that people took part in. */
  readonly gameDay?: GameDayReport
}
