// Over 150 lines: what an exchange is and what it goes through, from its opening to its closing, is read in one piece.
import type { Clock } from '../core/clock.js'
import type { Cohort } from '../core/cohort.js'
import { compose, type Exchange, type Handler, type Middleware, type Reply } from '../core/exchange.js'
import type { FactOf } from '../core/fact.js'
import { Interrupter } from '../core/interrupt.js'
import type { Journal } from '../core/journal.js'
import type { Activation, Board } from './board.js'
import type { Cohorts } from './cohorts.js'
import type { Departed } from './departed.js'
import type { IsOurs } from './detour.js'
import { type Hit, hitBy, Wait } from './hit.js'
import type { KeyRule } from './key-rule.js'
import { tellsKey } from './keyed.js'
import { isWithin, routeFinder } from './match.js'
import type { ProxySpec } from './rule.js'
import { openStrangers, type Strangers } from './strangers.js'
import { Visit } from './visit.js'
import { openVisits, type Visits } from './visits.js'

export interface Arrival extends Pick<Exchange, 'protocol' | 'connection' | 'request'> {
  /** Scheme and host of the tunnel that it came through. */
  readonly origin?: string
}
export type Outcome = Pick<FactOf<'exchange.closed'>, 'end' | 'detail' | 'status' | 'received' | 'sent'>

/** One exchange inside the proxy, from its `exchange.opened` to its `exchange.closed`. */
export interface Passage {
  readonly exchange: Exchange
  /** False: no fault hits it, nobody looks at its bodies, and it may be relayed as the bytes it came in. */
  readonly faulted: boolean
  /** Its faults, if all they do is to hold it back one after the other: then it may be relayed as the bytes it came in. */
  readonly waits: readonly Pick<Wait, 'over'>[] | null
  /** Through the faults to `last`, in the order of their stages. Call it once. */
  handle(last: Handler): Promise<Reply>
  /** Who can take faults in yet, which hit it in the middle; without one before them, through `handle`. */
  whenHit: ((hits: readonly Middleware[]) => void) | null
  /** A rule has come into force while it is open. */
  meet(activation: Activation): void
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
  readonly visits: Visits
  readonly keys: readonly KeyRule[]
  /** Null where traffic is not split. */
  readonly cohorts: Cohorts | null
  /** No fault sends anything to a port of this run. */
  readonly isOurs: IsOurs
  readonly strangers: Strangers
  exchanges: number
}

type Shared = Pick<Traffic, 'clock' | 'journal' | 'board'> & Partial<Pick<Traffic, 'keys' | 'cohorts' | 'isOurs'>>

export const openTraffic = ({
  clock,
  journal,
  board,
  keys = NONE,
  cohorts = null,
  isOurs = () => false,
}: Shared): Traffic => ({
  ...{ clock, journal, board, keys, cohorts, isOurs, open: new Set<Passage>() },
  ...{ visits: openVisits(), strangers: openStrangers(journal), exchanges: 0 },
})

export type Pipeline = (arrival: Arrival) => Passage

/** Makes an exchange of a request: finds its route, asks the gates, journals that it opened. */
export const openPipeline = (proxy: Pick<ProxySpec, 'id' | 'routes'>, traffic: Traffic): Pipeline => {
  const routeOf = routeFinder(proxy)
  return arrival => new OnePassage(arrival, routeOf(arrival.request), traffic)
}

/** A class, and an exchange that is made when somebody asks for it: relaying a request costs less than closures would. */
class OnePassage implements Passage {
  readonly #id: number
  readonly #start: number
  readonly #cohort: Cohort | null
  whenHit: Passage['whenHit'] = null
  #aimed: readonly Activation[]
  #hits: readonly Hit[]
  readonly injected: string[] = []
  readonly #keys: readonly KeyRule[]
  #exchange: Exchange | null = null
  #ending: Interrupter | null = null
  #headMs: number | null = null

  constructor(
    readonly arrival: Arrival,
    readonly route: string,
    readonly traffic: Traffic,
  ) {
    const { protocol, connection, request, origin } = arrival
    this.#start = traffic.clock.now()
    this.#id = ++traffic.exchanges
    traffic.open.add(this)
    if (connection instanceof Visit) connection.opened(isConversation(protocol))
    const opened: FactOf<'exchange.opened'> = {
      type: 'exchange.opened',
      x: this.#id,
      route,
      protocol,
      connection: connection.id,
      method: request.method,
      target: request.target,
    }
    traffic.journal.append(origin === undefined ? opened : { ...opened, origin })
    const split = protocol === 'tcp' ? null : traffic.cohorts
    const proxy = split === null ? '' : proxyOf(route)
    this.#cohort = split?.of(proxy, this.exchange) ?? null
    const tag = split?.tag(proxy, this.#cohort) ?? null
    const aimed = traffic.board.aimedAt({ route, protocol, cohort: this.#cohort })
    this.#aimed = aimed.length === 0 ? NONE : aimed
    const hits = aimed.length === 0 ? NONE : this.#hitsOf(aimed)
    this.#hits = tag === null ? hits : [{ act: tag }, ...hits]
    this.#keys = traffic.keys.length === 0 ? NONE : traffic.keys.filter(rule => isWithin(route, rule.target))
  }

  get exchange(): Exchange {
    if (this.#exchange !== null) return this.#exchange
    const { protocol, connection, request } = this.arrival
    const { route } = this
    this.#exchange = { id: this.#id, route, protocol, connection, request, signal: this.#control() }
    return this.#exchange
  }

  get faulted(): boolean {
    return this.#hits.length > 0 || this.#keys.length > 0
  }

  get waits(): readonly Wait[] | null {
    const hits = this.#hits
    return this.#keys.length === 0 && hits.length > 0 && hits.every(isWait) ? hits : null
  }

  async handle(last: Handler): Promise<Reply> {
    let asked = false
    const ask: Handler = here => {
      asked = true
      return last(here)
    }
    const reply = await compose(this.#middlewares(), ask)(this.exchange)
    return asked && !reply.isInjected ? reply : marked(reply, this.injected, this.#id)
  }

  meet(activation: Activation): void {
    const { route, traffic, whenHit } = this
    const { protocol } = this.arrival
    // Who answers is decided by then.
    if (whenHit === null || activation.rule.fault.stage === 'answer') return
    if (!traffic.board.aimedAt({ route, protocol, cohort: this.#cohort }).includes(activation)) return
    this.#aimed = [...this.#aimed, activation]
    const hits = this.#hitsOf([activation])
    this.#hits = [...hits, ...this.#hits]
    if (hits.length > 0) whenHit(hits.map(middlewareOf))
  }

  retried(why: string): void {
    this.traffic.journal.append({ type: 'upstream.retried', x: this.#id, why })
  }

  headSent(): void {
    this.#headMs ??= this.#elapsed()
  }

  abort(reason: Departed): void {
    this.#control().abort(reason)
  }

  close(outcome: Outcome): void {
    const { open, journal } = this.traffic
    if (!open.delete(this)) return
    const { connection } = this.arrival
    if (connection instanceof Visit) connection.closed(isConversation(this.arrival.protocol))
    this.#ending?.abort(OVER)
    const { end, status, received, sent, detail } = outcome
    const fact: FactOf<'exchange.closed'> = {
      type: 'exchange.closed',
      x: this.#id,
      route: this.route,
      end,
      status,
      received,
      sent,
      headMs: this.#headMs,
      totalMs: this.#elapsed(),
      injected: this.injected,
      matched: this.#aimed.length === 0 ? NONE : this.#aimed.map(({ rule }) => rule.id),
    }
    const told = this.#cohort === null ? fact : { ...fact, cohort: this.#cohort }
    journal.append(detail === undefined ? told : { ...told, detail })
  }

  #hitsOf(aimed: readonly Activation[]): readonly Hit[] {
    return aimed.map(activation => hitBy(activation, this)).filter(hit => hit !== null)
  }

  /** A key of a reply is what the client gets, one of a request is what the upstream gets. */
  #middlewares(): readonly Middleware[] {
    const hits = this.#hits.map(middlewareOf)
    if (this.#keys.length === 0) return hits
    const of = (side: KeyRule['side']) =>
      this.#keys.filter(rule => rule.side === side).map(rule => tellsKey(rule, key => this.#tellKey(rule.name, key)))
    return [...of('response'), ...hits, ...of('request')]
  }

  #tellKey(name: string, key: string): void {
    this.traffic.journal.append({ type: 'exchange.keyed', x: this.#id, name, key })
  }

  #control(): Interrupter {
    this.#ending ??= new Interrupter()
    return this.#ending
  }

  /** To the microsecond. */
  #elapsed(): number {
    return Math.round((this.traffic.clock.now() - this.#start) * 1000) / 1000
  }
}

const middlewareOf =
  (hit: Hit): Middleware =>
  (here, next) =>
    hit.act(here, next)
const isWait = (hit: Hit): hit is Wait => hit instanceof Wait
const proxyOf = (route: string): string => route.split('/')[0] ?? route
/** One exchange for as long as its connection lives. */
const isConversation = (protocol: Exchange['protocol']): boolean => protocol === 'websocket' || protocol === 'tcp'
const NONE: readonly never[] = []
const OVER = new Error('the exchange is over')

/** A reply that the upstream did not make says whose it is and where the journal has it. */
const marked = (reply: Reply, faults: readonly string[], id: number): Reply => ({
  ...reply,
  headers: [...reply.headers, ['x-fallacy-injected', `${faults.join(', ')}; exchange=${id}`]],
})
