import type { Clock } from './clock.js'
import type { Interrupt } from './interrupt.js'
import type { Json } from './json.js'

/** What hits share state: a bucket of scope `route` is one for all exchanges of that route. */
export const SCOPES = ['exchange', 'connection', 'client', 'route', 'proxy'] as const
export type Scope = (typeof SCOPES)[number]

/** What a fault gets to act with; made for one hit. */
export interface Tools {
  readonly clock: Clock
  /** Aborts when the fault is removed: sleepers wake, faults that lost bytes close. */
  readonly lifted: AbortSignal
  /** Waits `ms` (Infinity: until lifted). True: the time is over; false: the fault was lifted. Throws when the hit ends. */
  wait(ms: number, hit: { readonly signal: Interrupt }): Promise<boolean>
  /** Whether the next message is hit, where messages are the unit (`per: message`); elsewhere each one is. */
  hits(): boolean
  /** Where relative paths in options start. */
  readonly folder: string
  /** State that outlives the hit: made once for this fault and scope, gone when the fault is lifted. */
  state<T>(scope: Scope, create: () => T): T
  /** Journals what was really done, where the dose only planned it. */
  acted(actual: Json): void
  /** Journals that this hit could not act, and why. */
  missed(why: string): void
  /** Journals that this hit had nothing to do, and why: it was no injection, as below the threshold of a limit. */
  passed(why: string): void
  /** Warns the reader of the report of something that the hit brought to light; the same is said once. */
  found(what: string): void
}
