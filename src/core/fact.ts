// Over 150 lines: every fact that can happen, in one place, is what a reader of a journal needs.
import type { Cohort } from './cohort.js'
import type { Protocol } from './exchange.js'
import type { Expectations, NoteKind } from './game-day.js'
import type { Json } from './json.js'
import type { PhaseKind, Plan } from './plan.js'
import type { Sample } from './probe.js'
import type { ExitName } from './problem.js'
import type { RunIdentity } from './run-identity.js'

/** How an exchange ended, as the client saw it. */
export type ExchangeEnd = 'complete' | 'cut' | 'clientLeft' | 'upstreamFailed' | 'proxyClosed'

export type RunState =
  | 'preflight'
  | 'before'
  | 'services'
  | 'proxies'
  | 'phases'
  | 'reverting'
  | 'draining'
  | 'cleanup'
  | 'stopping'
  | 'judging'

/** What a fault hit: an exchange by its id, a connection by its id, or a whole proxy. */
export type Struck =
  | { readonly x: number; readonly connection?: never; readonly proxy?: never }
  | { readonly x?: never; readonly connection: number; readonly proxy?: never }
  | { readonly x?: never; readonly connection?: never; readonly proxy: string }

/** Everything that can happen, in the past tense. Times are ms; `x` is the id of an exchange. */
export type Fact =
  | ({
      readonly type: 'run.started'
      readonly schema: 'events/1'
      readonly file: string
      /** The experiment as written, secrets masked. */
      readonly source: string
      readonly seed: number
      readonly plan: Plan
      /** The schedule is run with every fault off: what fails is a false alarm of the limits. */
      readonly withoutFaults?: boolean
      /** Nothing is masked, because a person asked for that. */
      readonly secretsShown?: boolean
    } & RunIdentity)
  | { readonly type: 'state.entered'; readonly state: RunState }
  | { readonly type: 'warning.raised'; readonly message: string }
  /** The wall clock moved by more than a second beside the monotonic one, negative: back, within the time before this. */
  | { readonly type: 'wallClock.stepped'; readonly byMs: number; readonly withinMs: number }
  /** A hook of the file: `why` is that of its last try, where that failed. */
  | {
      readonly type: 'hook.ended'
      readonly when: 'before' | 'cleanup'
      readonly command: string
      readonly tries: number
      readonly afterMs: number
      readonly why?: string
    }
  | { readonly type: 'service.started'; readonly service: string; readonly pid: number }
  | { readonly type: 'service.ready'; readonly service: string; readonly afterMs: number }
  | {
      readonly type: 'service.exited'
      readonly service: string
      readonly code: number | null
      readonly signal: string | null
    }
  | { readonly type: 'service.stopped'; readonly service: string; readonly afterMs: number; readonly killed: boolean }
  /** `url` is where this machine reaches it; `exposed` is where others do, and who of them may connect. */
  | {
      readonly type: 'proxy.listening'
      readonly proxy: string
      readonly url: string
      readonly upstream: string
      readonly exposed?: { readonly at: string; readonly clients: readonly string[] }
    }
  /** The first connection of a client that may not connect was closed; told of few clients. */
  | { readonly type: 'client.refused'; readonly proxy: string; readonly client: string }
  /** How many connections of such clients there were. */
  | { readonly type: 'connections.refused'; readonly proxy: string; readonly connections: number }
  /** A phase with a manual gate waits for a person, who then approves it. */
  | { readonly type: 'phase.awaited'; readonly phase: string }
  | { readonly type: 'phase.approved'; readonly phase: string; readonly by: string }
  | { readonly type: 'checklist.ticked'; readonly item: string; readonly by: string }
  /** Before the first fault; the last one of a person counts. */
  | { readonly type: 'prediction.made'; readonly by: string; readonly expects: Expectations; readonly why?: string }
  | { readonly type: 'note.taken'; readonly by: string; readonly kind: NoteKind; readonly text: string }
  /** A person ended it: faults go off at once. */
  | { readonly type: 'run.halted'; readonly by: string; readonly why: string }
  | {
      readonly type: 'phase.started'
      readonly phase: string
      readonly kind: PhaseKind
      readonly durationMs: number
      readonly settleMs: number
    }
  /** `early` says why it ended before its time was over. */
  | { readonly type: 'phase.ended'; readonly phase: string; readonly early?: string }
  | { readonly type: 'fault.activated'; readonly fault: string; readonly phase: string }
  | {
      readonly type: 'fault.lifted'
      readonly fault: string
      readonly phase: string
      readonly why: 'schedule' | 'phaseEnd' | 'abort' | 'signal' | 'expired'
    }
  /** No fault is left in any proxy: `verified` says that each proxy was asked. */
  | { readonly type: 'faults.removed'; readonly verified: boolean; readonly afterMs: number }
  | {
      readonly type: 'exchange.opened'
      readonly x: number
      readonly route: string
      readonly protocol: Protocol
      readonly connection: number
      readonly method: string
      readonly target: string
      /** Scheme and host of the tunnel that the request came through: its target is a path there. */
      readonly origin?: string
    }
  /** A rule matched this exchange's route; only a hit gets a `fault.injected`. */
  | ({ readonly type: 'fault.injected'; readonly fault: string; readonly dose: Json } & Struck)
  | ({ readonly type: 'fault.acted'; readonly fault: string; readonly actual: Json } & Struck)
  | ({ readonly type: 'fault.missed'; readonly fault: string; readonly why: string } & Struck)
  /** It had nothing to do after all: this was no injection. */
  | ({ readonly type: 'fault.passed'; readonly fault: string; readonly why: string } & Struck)
  /** Rules in force aim at this connection itself, not at what comes over it. */
  | { readonly type: 'connection.matched'; readonly connection: number; readonly matched: readonly string[] }
  /** The value that a hypothesis matches exchanges by; of a request, once all of it was handed to the upstream. */
  | { readonly type: 'exchange.keyed'; readonly x: number; readonly name: string; readonly key: string }
  | { readonly type: 'upstream.retried'; readonly x: number; readonly why: string }
  | {
      readonly type: 'exchange.closed'
      readonly x: number
      readonly route: string
      /** The part of the traffic that it belongs to, where that is split and known. */
      readonly cohort?: Cohort
      readonly end: ExchangeEnd
      readonly detail?: string
      /** The status sent to the client; null when none was. */
      readonly status: number | null
      /** Body bytes from the client and to the client. */
      readonly received: number
      readonly sent: number
      /** From the request's head to the reply's head and to its end. */
      readonly headMs: number | null
      readonly totalMs: number
      /** Ids of the faults that were injected into it and of all active ones whose target it matched. */
      readonly injected: readonly string[]
      readonly matched: readonly string[]
    }
  /** `sample.latencyMs` ends at this entry's time: the sample started at `t - latencyMs`. */
  | { readonly type: 'probe.sampled'; readonly probe: string; readonly sample: Sample; readonly x?: number }
  /** Latency from the due time (open model); `lateMs` is how late the request was sent. */
  | {
      readonly type: 'load.sampled'
      readonly load: string
      readonly request: string
      readonly sample: Sample
      readonly lateMs: number
    }
  | { readonly type: 'load.dropped'; readonly load: string }
  | { readonly type: 'gate.checked'; readonly steady: boolean; readonly why: string }
  | { readonly type: 'abort.triggered'; readonly rule: string; readonly why: string }
  | { readonly type: 'signal.received'; readonly signal: string }
  | {
      readonly type: 'failure.occurred'
      readonly exit: ExitName
      readonly message: string
      readonly hints: readonly string[]
    }
  | { readonly type: 'run.ended'; readonly exit: ExitName; readonly code: number }

export type FactType = Fact['type']
export type FactOf<Type extends FactType> = Extract<Fact, { readonly type: Type }>
