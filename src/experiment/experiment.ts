// Over 150 lines: the whole of a checked experiment on one page.
import type { ReplyContent } from '../core/expected-reply.js'
import type { Plan } from '../core/plan.js'
import type { BoundProbe } from '../core/probe.js'
import type { Problem } from '../core/problem.js'
import type { Redaction } from '../core/redaction.js'
import type { Reporter } from '../core/reporter.js'
import type { CohortSpec } from '../proxy/cohorts.js'
import type { KeyRule } from '../proxy/key-rule.js'
import type { AnyProxySpec, Rule } from '../proxy/rule.js'
import type { SampleName } from '../sample/names.js'
import type { GameDaySpec } from './game-day.js'
import type { Hooks, Safety } from './safety.js'

export type { HookSpec, Hooks, OnSignal, Safety } from './safety.js'

/** A checked experiment, as far as it can be known before anything listens. */
export interface Experiment {
  readonly file: string
  /** The folder relative paths start from. */
  readonly folder: string
  /** The text as written, secret values masked. */
  readonly source: string
  readonly plan: Plan
  /** Null: drawn once by the runner. */
  readonly seed: number | null
  readonly proxies: readonly AnyProxySpec[]
  readonly rules: readonly Rule[]
  /** How traffic is split; null where it is not. */
  readonly cohorts: CohortSpec | null
  /** How the cells of a matrix are run; null where the file has none. `plan.cell` says which of them this is. */
  readonly matrix: { readonly maxParallel: number; readonly stopOnFirstFailure: boolean } | null
  /** What exchanges are matched by. */
  readonly keys: readonly KeyRule[]
  readonly safety: Safety
  readonly hooks: Hooks
  readonly report: ReportSpec
  /** Of its own section; a run that people take part in has it in its plan. */
  readonly gameDay: GameDaySpec | null
  /** Reporters of the user's own. */
  readonly reporters: readonly Reporter[]
  /** Values to be masked in every output. */
  readonly secrets: readonly Secret[]
  readonly warnings: readonly Problem[]
  /** As `settle` gives it for addresses that stand for those of proxies, for whoever tells of it and starts nothing. */
  readonly foreseen: Foreseen
  /** The parts that may refer to `${proxies.x.url|host|port}`, once those are known. */
  settle(listening: ReadonlyMap<string, Address>): Settled
}

export interface Address {
  readonly url: string
  readonly host: string
  readonly port: number
}

export interface Secret {
  readonly name: string
  readonly value: string
}

export interface Settled {
  /** In an order that satisfies `dependsOn`. */
  readonly services: readonly ServiceSpec[]
  readonly load: readonly LoadSpec[]
  readonly probes: readonly ProbeSpec[]
}

/** Loopback, so that safety allows them; the ports are the lowest, each proxy with its own. */
export interface Foreseen extends Settled {
  readonly addresses: ReadonlyMap<string, Address>
}

export interface ServiceSpec {
  readonly id: string
  readonly command: readonly [string, ...string[]]
  /** The service of the embedded shop that the command starts; without it the file names the program. */
  readonly sample?: SampleName
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly ready: ReadySpec | null
  readonly stop: { readonly signal: NodeJS.Signals; readonly graceMs: number }
  readonly onExit: 'abort' | 'fail' | 'ignore' | 'restart'
  readonly log: 'keep' | 'failures' | 'discard'
  readonly dependsOn: readonly string[]
  /** The forward proxy that its requests go through. */
  readonly through?: string
}

export type ReadySpec = { readonly timeoutMs: number; readonly everyMs: number } & (
  | { readonly kind: 'http'; readonly url: string; readonly status: readonly (readonly [low: number, high: number])[] }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'log'; readonly pattern: RegExp }
  | { readonly kind: 'command'; readonly command: readonly [string, ...string[]] }
)

export interface LoadSpec {
  readonly id: string
  readonly baseUrl: string
  readonly perSecond: number
  readonly maxInFlight: number
  readonly arrivals: 'constant' | 'poisson'
  readonly timeoutMs: number
  /** May hold `${random.int(a,b)}`, drawn per request. */
  readonly headers: Readonly<Record<string, string>>
  readonly requests: readonly LoadRequest[]
  /** Names of phases; null means all. */
  readonly phases: readonly string[] | null
}

export interface LoadRequest {
  readonly name: string
  readonly weight: number
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD'
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
  /** What a good reply looks like; `status` are those that count besides 200 to 399. */
  readonly expect: ReplyContent & { readonly status: readonly (readonly [low: number, high: number])[] }
}

export interface ProbeSpec {
  readonly id: string
  /** Null for passive probes. */
  readonly everyMs: number | null
  readonly probe: BoundProbe
}

export interface ReportSpec {
  readonly dir: string
  /** Names of reporters; text always goes to the terminal. */
  readonly formats: readonly string[]
  readonly junitFile: string
  /** Null: everything is shown, as a person asked for. */
  readonly redact: Redaction | null
}
