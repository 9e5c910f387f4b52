import type { Clock } from '../core/clock.js'
import type { Connection } from '../core/exchange.js'
import type { Struck } from '../core/fact.js'
import type { Tools } from '../core/fault.js'
import type { Interrupt } from '../core/interrupt.js'
import type { Journal } from '../core/journal.js'
import type { Activation } from './board.js'

/** What is hit: an exchange; else a connection; else the door of the proxy that is its route. */
export interface Hit {
  readonly id?: number
  readonly connection?: Connection
  readonly route: string
  /** Aborts when it is over. */
  readonly signal: Interrupt
}

/**
 * What a fact about a hit says of it. Written out, for a spread with a property more gets a hidden class of its own each
 * time (V8 11).
 */
const struck = ({ id, connection, route }: Hit, fault: string): Struck & { readonly fault: string } => {
  if (id !== undefined) return { x: id, fault }
  return connection === undefined ? { proxy: route, fault } : { connection: connection.id, fault }
}

export interface Asides {
  /** Told when the hit was none. */
  readonly passed?: () => void
  /** Decides for each message. */
  readonly hits?: () => boolean
}

/** The tools of one hit. */
export const toolsFor = (
  activation: Activation,
  hit: Hit,
  clock: Clock,
  journal: Journal,
  asides: Asides = {},
): Tools => {
  const { rule, states, lifted, lifting } = activation
  const about = struck(hit, rule.id)
  return {
    clock,
    lifted,
    hits: asides.hits ?? always,
    folder: rule.fault.folder ?? '.',
    wait: (ms, unit) => clock.sleep(ms, unit.signal, lifting),
    state: (scope, create) => states.get(scope, hit, create),
    acted: actual => journal.append({ type: 'fault.acted', ...about, actual }),
    missed: why => journal.append({ type: 'fault.missed', ...about, why }),
    found(what) {
      const known = told.get(activation) ?? new Set()
      told.set(activation, known)
      if (!known.has(what)) journal.append({ type: 'warning.raised', message: `fault ${rule.id}: ${what}` })
      known.add(what)
    },
    passed(why) {
      asides.passed?.()
      journal.append({ type: 'fault.passed', ...about, why })
    },
  }
}

const always = () => true

const told = new WeakMap<Activation, Set<string>>()
