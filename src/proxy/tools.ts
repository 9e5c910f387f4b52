import type { Clock } from '../core/clock.js'
import type { Connection } from '../core/exchange.js'
import type { Struck } from '../core/fact.js'
import type { Tools } from '../core/fault.js'
import { type Interrupt, Interrupter } from '../core/interrupt.js'
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

interface Asides {
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
  { passed, hits = always }: Asides = {},
): Tools => {
  const { rule, states, lifted } = activation
  const about = struck(hit, rule.id)
  return {
    clock,
    lifted,
    hits,
    folder: rule.fault.folder ?? '.',
    wait: (ms, unit) => wait(ms, unit.signal, activation, clock),
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
      passed?.()
      journal.append({ type: 'fault.passed', ...about, why })
    },
  }
}

const always = () => true
const LIFTED = new Error('the fault was lifted')

const told = new WeakMap<Activation, Set<string>>()

/** Joined by hand: AbortSignal.any leaks on Node 20 (nodejs/node#54614). */
const wait = async (ms: number, signal: Interrupt, activation: Activation, clock: Clock): Promise<boolean> => {
  signal.throwIfAborted()
  if (activation.lifted.aborted) return false
  const joined = new Interrupter()
  const leave = () => joined.abort(signal.reason)
  signal.addEventListener('abort', leave, { once: true })
  const forget = activation.onLift(() => joined.abort(LIFTED))
  try {
    await clock.sleep(ms, joined)
    return true
  } catch (error) {
    signal.throwIfAborted()
    if (activation.lifted.aborted) return false
    throw error
  } finally {
    signal.removeEventListener('abort', leave)
    forget()
  }
}
