import type { Clock } from '../core/clock.js'
import { type Connection, compose, type Exchange, type Handler, type Middleware, type Reply } from '../core/exchange.js'
import type { FactOf, Journal } from '../core/journal.js'
import type { Activation, Board } from './board.js'
import { routeFinder } from './match.js'
import type { ProxySpec } from './rule.js'
import { toolsFor } from './tools.js'

/** Why an exchange was ended from outside: the reason of its signal. */
export class Departed extends Error {
  override readonly name = 'Departed'
  constructor(readonly end: 'clientLeft' | 'proxyClosed') {
    super(end === 'clientLeft' ? 'the client left' : 'the proxy was closed')
  }
}

export type Arrival = Pick<Exchange, 'protocol' | 'connection' | 'request'>
export type Outcome = Pick<FactOf<'exchange.closed'>, 'end' | 'detail' | 'status' | 'received' | 'sent'>

/** One exchange inside the proxy, from its `exchange.opened` to its `exchange.closed`. */
export interface Passage {
  readonly exchange: Exchange
  /** False: no fault hits it, and it may be relayed as the bytes it came in. */
  readonly faulted: boolean
  /** Through the faults to `last`, in the order of their stages. Call it once. */
  handle(last: Handler): Promise<Reply>
  /** The upstream's connection was dead and the request goes once more. */
  retried(why: string): void
  /** The reply's head is on its way to the client. */
  headSent(): void
  abort(reason: Departed): void
  /** Ends the exchange: aborts its signal and journals how it ended. Only the first call counts. */
  close(outcome: Outcome): void
}

/** What all proxies of a plane share. */
export interface Traffic {
  readonly clock: Clock
  readonly journal: Journal
  readonly board: Board
  readonly open: Set<Passage>
  exchanges: number
  connections: number
}

export const openTraffic = (clock: Clock, journal: Journal, board: Board): Traffic => ({
  ...{ clock, journal, board, open: new Set<Passage>() },
  ...{ exchanges: 0, connections: 0 },
})

export const nextConnection = (traffic: Traffic, client: string): Connection => ({ id: ++traffic.connections, client })

export type Pipeline = (arrival: Arrival) => Passage

/** Makes an exchange of a request: finds its route, asks the gates, journals that it opened. */
export const openPipeline = (proxy: ProxySpec, traffic: Traffic): Pipeline => {
  const { clock, journal, board, open } = traffic
  const routeOf = routeFinder(proxy)
  return arrival => {
    const start = clock.now()
    let controller: AbortController | undefined
    // An exchange that no fault hits needs none, and making one costs as much as relaying a request.
    const controlled = () => {
      controller ??= new AbortController()
      return controller
    }
    const id = ++traffic.exchanges
    const { protocol, connection, request } = arrival
    const exchange: Exchange = {
      ...{ id, route: routeOf(request), protocol, connection, request },
      get signal() {
        return controlled().signal
      },
    }
    const { route } = exchange
    const { method, target } = request
    journal.append({ type: 'exchange.opened', x: id, route, protocol, connection: connection.id, method, target })
    const aimed = board.aimedAt(exchange)
    const injected: string[] = []
    const hits = aimed.flatMap(activation => middlewareFor(activation, exchange, traffic, injected))
    let headMs: number | null = null
    const passage: Passage = {
      exchange,
      faulted: hits.length > 0,
      async handle(last) {
        let asked = false
        const ask: Handler = here => {
          asked = true
          return last(here)
        }
        const reply = await compose(hits, ask)(exchange)
        return asked && !reply.isInjected ? reply : marked(reply, injected, id)
      },
      retried: why => journal.append({ type: 'upstream.retried', x: id, why }),
      headSent() {
        headMs ??= toMicros(clock.now() - start)
      },
      abort: reason => controlled().abort(reason),
      close(outcome) {
        if (!open.delete(passage)) return
        controller?.abort(OVER)
        const totalMs = toMicros(clock.now() - start)
        const matched = aimed.map(({ rule }) => rule.id)
        journal.append({ type: 'exchange.closed', x: id, route, ...outcome, headMs, totalMs, injected, matched })
      },
    }
    open.add(passage)
    return passage
  }
}

const OVER = new Error('the exchange is over')

const toMicros = (ms: number): number => Math.round(ms * 1000) / 1000

/** A reply that the upstream did not make says whose it is and where the journal has it. */
const marked = (reply: Reply, faults: readonly string[], id: number): Reply => ({
  ...reply,
  headers: [...reply.headers, ['x-fallacy-injected', `${faults.join(', ')}; exchange=${id}`]],
})

/** The decision is made now; the fault is journalled when the request reaches it, before it acts. */
const middlewareFor = (
  activation: Activation,
  exchange: Exchange,
  { clock, journal }: Traffic,
  injected: string[],
): Middleware[] => {
  const { rule, gate, intensity, lifted } = activation
  const random = gate.decide(exchange, intensity())
  if (random === null) return []
  return [
    (here, next) => {
      if (lifted.aborted) return next(here)
      const { dose, inject } = rule.fault.draw(random)
      injected.push(rule.id)
      journal.append({ type: 'fault.injected', x: exchange.id, fault: rule.id, dose })
      return inject(toolsFor(activation, exchange, clock, journal))(here, next)
    },
  ]
}
