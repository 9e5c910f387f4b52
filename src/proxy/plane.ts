import type { Clock } from '../core/clock.js'
import type { FactOf } from '../core/fact.js'
import type { Journal } from '../core/journal.js'
import type { RampOf } from '../core/plan.js'
import type { Random } from '../core/random.js'
import type { CohortSpec } from './cohorts.js'
import type { KeyRule } from './key-rule.js'
import type { AnyProxySpec, Rule } from './rule.js'
import type { Authority } from './tls/authority.js'

export type LiftReason = FactOf<'fault.lifted'>['why']

/** The data plane: every listener of a run and every fault in force. */
export interface Plane {
  /** Rejects with a UserError of exit `environment` when the address is in use or not allowed. */
  listen(spec: AnyProxySpec): Promise<Listening>
  /** Puts a rule into force and journals it; `intensity` (0 to 1) scales its percentage, or its doses, at each hit. Returns the lift. */
  activate(rule: Rule, phase: string, intensity?: () => number, of?: RampOf): (why: LiftReason) => void
  /** Ids of the rules in force. */
  active(): readonly string[]
  liftAll(why: LiftReason): void
  /** The runner's heartbeat: without one for `ttlMs` every fault is lifted as `expired`. */
  renew(): void
  /** Lifts all, stops listening, lets exchanges in flight finish for `graceMs` or until `hurry` aborts, then ends them. */
  close(graceMs: number, hurry?: AbortSignal): Promise<void>
}

export interface Listening {
  readonly id: string
  readonly url: string
  readonly host: string
  readonly port: number
}

export interface PlaneOptions {
  readonly clock: Clock
  readonly journal: Journal
  readonly random: Random
  readonly ttlMs: number
  /** Keys of exchanges that are journalled. */
  readonly keys?: readonly KeyRule[]
  /** How traffic is split, where it is. */
  readonly cohorts?: CohortSpec | null
  /** Other ports of this machine that serve the run, such as its control port: no traffic goes there. */
  readonly reserved?: readonly number[]
  /** For the TLS of forward proxies: asked for when one opens. */
  readonly authority?: () => Promise<Authority>
}
