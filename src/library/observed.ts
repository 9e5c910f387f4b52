import type { ExchangeEnd } from '../core/fact.js'
import type { Entry } from '../core/journal.js'
import type { Json } from '../core/json.js'

/** One request that came through the proxy, and what became of it. Times are ms. */
export interface ObservedExchange {
  readonly id: number
  /** `proxy` or `proxy/route`. */
  readonly route: string
  readonly method: string
  readonly target: string
  /** Null as long as it is under way. */
  readonly end: ExchangeEnd | null
  /** The status that the client got; null when it got none. */
  readonly status: number | null
  /** From the request's head to the reply's head, and to its end. */
  readonly headMs: number | null
  readonly totalMs: number | null
  /** Body bytes from the client and to the client. */
  readonly received: number
  readonly sent: number
  /** What was injected into it, in that order, with what was drawn for it. */
  readonly faults: readonly ObservedFault[]
}

export interface ObservedFault {
  readonly fault: string
  readonly dose: Json
}

/** Every exchange of a journal, by its id. */
export type Observed = Map<number, ObservedExchange>

/** Takes one more entry in; `nameOf` gives the name of the fault that a rule injects. */
export const observe = (seen: Observed, entry: Entry, nameOf: (rule: string) => string): void => {
  if (entry.type === 'exchange.opened') {
    const { x: id, route, method, target } = entry
    const open = { end: null, status: null, headMs: null, totalMs: null, received: 0, sent: 0 }
    seen.set(id, { id, route, method, target, ...open, faults: [] })
    return
  }
  if (entry.type !== 'fault.injected' && entry.type !== 'exchange.closed') return
  const one = seen.get(entry.x ?? 0)
  if (one === undefined) return
  if (entry.type === 'fault.injected') {
    const fault = { fault: nameOf(entry.fault), dose: entry.dose }
    seen.set(one.id, { ...one, faults: [...one.faults, fault] })
    return
  }
  const { end, status, headMs, totalMs, received, sent } = entry
  seen.set(one.id, { ...one, end, status, headMs, totalMs, received, sent })
}
