import type { Injection } from '../core/bound-fault.js'
import type { Clock } from '../core/clock.js'
import type { Exchange, Handler, Reply } from '../core/exchange.js'
import { holdBack } from '../core/hold-back.js'
import type { Journal } from '../core/journal.js'
import type { Random } from '../core/random.js'
import type { Tools } from '../core/tools.js'
import type { Activation } from './board.js'
import { type Asides, toolsFor } from './tools.js'

/** A fault that is to act on one exchange. */
export interface Hit {
  act(here: Exchange, next: Handler): Promise<Reply>
}

/** An exchange that faults hit; `injected` has the ids of their rules. */
export interface Struck {
  readonly exchange: Exchange
  readonly injected: string[]
  readonly traffic: { readonly clock: Clock; readonly journal: Journal }
}

/** Decided now, once for all; null is a miss. */
export const hitBy = (activation: Activation, struck: Struck): Hit | null => {
  const { rule, gate, intensity } = activation
  if (rule.envelope.per === 'message') return new MessageHits(activation, struck)
  const random = gate.decide(struck.exchange, intensity())
  if (random === null) return null
  return new (rule.fault.waits ? Wait : OneHit)(activation, struck, random)
}

class OneHit implements Hit {
  constructor(
    readonly activation: Activation,
    readonly struck: Struck,
    readonly random: Random,
  ) {}

  act(here: Exchange, next: Handler): Promise<Reply> {
    const injection = this.begin()
    return injection === null ? next(here) : injection.inject(this.tools, this.activation.strength)(here, next)
  }

  /** Journalled when the exchange reaches it, before it acts. Null: it was lifted meanwhile. */
  protected begin(): Injection | null {
    const { rule, strength, lifted } = this.activation
    if (lifted.aborted) return null
    const { exchange, injected, traffic } = this.struck
    const injection = rule.fault.draw(this.random, strength())
    injected.push(rule.id)
    traffic.journal.append({ type: 'fault.injected', x: exchange.id, fault: rule.id, dose: injection.dose })
    return injection
  }

  protected get tools(): Tools {
    return toolsOf(this.activation, this.struck, this)
  }

  passed(): void {
    const { injected } = this.struck
    const at = injected.indexOf(this.activation.rule.id)
    if (at >= 0) injected.splice(at, 1)
  }
}

/** All that it does is to hold the exchange back. */
export class Wait extends OneHit {
  /** Resolves when the exchange may go on; rejects when it ends. */
  over(): Promise<void> | undefined {
    const injection = this.begin()
    if (injection === null) return undefined
    const { tools } = this
    return holdBack(injection.delay?.(tools) ?? null, this.struck.exchange, tools)
  }
}

/** Each message is a hit of its own, decided and drawn as it comes. */
class MessageHits implements Hit {
  constructor(
    readonly activation: Activation,
    readonly struck: Struck,
  ) {}

  act(here: Exchange, next: Handler): Promise<Reply> {
    const { activation, struck } = this
    const { rule, gate, intensity, strength, lifted } = activation
    if (lifted.aborted) return next(here)
    const { exchange, injected, traffic } = struck
    const drawn = rule.fault.draw(gate.always.fork(exchange.id), strength())
    const hits = () => {
      const random = gate.decide(exchange, intensity())
      if (random === null) return false
      const dose = drawn.again?.(random, strength()) ?? drawn.dose
      traffic.journal.append({ type: 'fault.injected', x: exchange.id, fault: rule.id, dose })
      if (!injected.includes(rule.id)) injected.push(rule.id)
      return true
    }
    return drawn.inject(toolsOf(activation, struck, { hits }), strength)(here, next)
  }
}

const toolsOf = (activation: Activation, { exchange, traffic }: Struck, asides: Asides): Tools =>
  toolsFor(activation, exchange, traffic.clock, traffic.journal, asides)
