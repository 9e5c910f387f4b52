import type * as v from 'valibot'
import type { Greeting, Hold, Watch } from './connection.js'
import type { Middleware, Protocol } from './exchange.js'
import type { Json } from './json.js'
import type { Random } from './random.js'
import type { Tools } from './tools.js'

/** The order of faults inside one request: the earlier stage meets the request first and the reply last. */
export const STAGES = ['endEarly', 'answer', 'delay', 'mutate', 'pace', 'endLate'] as const
export type Stage = (typeof STAGES)[number]

/**
 * What a fault acts on: an exchange; a connection as it is made, or as its TLS begins; one that is open; or the place
 * where they come in, which has neither chance nor counts.
 */
export const REACHES = ['exchange', 'arrival', 'handshake', 'connection', 'door'] as const
export type Reach = (typeof REACHES)[number]

export interface Injection {
  readonly dose: Json
  /** `strength`: how much of that of the dose there is by then, from 0 to 1. */
  inject(tools: Tools, strength?: () => number): Middleware
  /** Where all it does is to hold an exchange back: for how many ms. */
  delay?(tools: Tools): number | null
  /** Draws once more, for the next of several messages that one middleware acts on; the dose. */
  again?(random: Random, share: number): Json
  /** At an arrival or a handshake. */
  greet?(tools: Tools): Greeting
  watch?(tools: Tools): Watch
  hold?(tools: Tools): Hold
}

/** A fault with its options checked: what the proxy knows of it. */
export interface BoundFault {
  readonly name: string
  readonly stage: Stage
  /** `exchange` where it does not say. */
  readonly reach?: Reach
  readonly needsAuthority?: boolean
  /** Its doses can be drawn at less than their whole strength. */
  readonly grows?: boolean
  /** Messages can be its unit. */
  readonly messages?: boolean
  /** All it does is to hold an exchange back: in place of `inject` there is `delay`. */
  readonly waits?: boolean
  /** Where relative paths in its options start; the working directory where it does not say. */
  readonly folder?: string
  /** Files that its options name. */
  readonly files?: readonly string[]
  /** Those on which it works with these options. */
  readonly protocols: readonly Protocol[]
  /** Why it does not on others that it knows. */
  readonly unfit: ReadonlyMap<Protocol, string>
  readonly hosts?: readonly string[]
  readonly destinations?: readonly URL[]
  /** `share`: of the strength of the dose, 1 where nobody says. */
  draw(random: Random, share?: number): Injection
}

export type Bound<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly issues: readonly [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]] }
