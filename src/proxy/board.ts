import { setMaxListeners } from 'node:events'
import { type Reach, STAGES } from '../core/bound-fault.js'
import type { Clock } from '../core/clock.js'
import type { Cohort } from '../core/cohort.js'
import type { Exchange } from '../core/exchange.js'
import { CrowdInterrupter, type Interrupt } from '../core/interrupt.js'
import type { Journal } from '../core/journal.js'
import type { RampOf } from '../core/plan.js'
import type { Random } from '../core/random.js'
import { type Gate, openGate } from './gate.js'
import { openLease } from './lease.js'
import { isWithin } from './match.js'
import type { LiftReason } from './plane.js'
import type { Rule } from './rule.js'
import { openStates, type States } from './states.js'

/** A rule in force. */
export interface Activation {
  readonly rule: Rule
  readonly gate: Gate
  /** From 0 to 1: scale its percentage and its doses. */
  readonly intensity: () => number
  readonly strength: () => number
  readonly states: States
  readonly lifted: AbortSignal
  /** The same as `lifted`, cheaper for many who wait. */
  readonly lifting: Interrupt
}

/** The rules in force, in the order in which they meet a request: by stage, then by activation. */
export interface Board {
  activate(rule: Rule, phase: string, intensity: () => number, of?: RampOf): (why: LiftReason) => void
  active(): readonly string[]
  liftAll(why: LiftReason): void
  renew(): void
  /** The activations whose target is this route or its proxy, for this cohort, whose fault can act on this protocol. */
  aimedAt(exchange: Aimed): readonly Activation[]
  /** The activations that act on connections of this proxy in this way. */
  on(proxy: string, reach: Exclude<Reach, 'exchange'>): readonly Activation[]
  close(): void
}

/** What decides which faults an exchange can meet. */
interface Aimed extends Pick<Exchange, 'route' | 'protocol'> {
  readonly cohort?: Cohort | null
}

interface BoardOptions {
  readonly clock: Clock
  readonly journal: Journal
  readonly random: Random
  readonly ttlMs: number
  /** Told of each activation as it begins. */
  readonly begun?: (activation: Activation) => void
}

/** Counts of a rule start anew in each phase and go on over its activations within one. */
export const openBoard = ({ clock, journal, random, ttlMs, begun }: BoardOptions): Board => {
  const lifts = new Map<Activation, (why: LiftReason) => void>()
  const gates = new Map<string, Gate>()
  let ordered: readonly Activation[] = []
  const sort = () => {
    const stage = ({ rule }: Activation) => STAGES.indexOf(rule.fault.stage)
    ordered = [...lifts.keys()].sort((a, b) => stage(a) - stage(b))
  }
  const gateOf = (rule: Rule, phase: string): Gate => {
    const key = JSON.stringify([rule.id, phase])
    const gate = gates.get(key) ?? openGate(rule, phase, random)
    gates.set(key, gate)
    return gate
  }
  const liftAll = (why: LiftReason) => {
    for (const lift of [...lifts.values()]) lift(why)
  }
  const lease = openLease(clock, ttlMs, () => liftAll('expired'))
  return {
    activate(rule, phase, growth, of = 'percent') {
      const whole = () => 1
      const [intensity, strength] = of === 'percent' ? [growth, whole] : [whole, growth]
      const { activation, lift } = activated({ rule, gate: gateOf(rule, phase), intensity, strength })
      const end = (why: LiftReason) => {
        if (!lifts.delete(activation)) return
        sort()
        journal.append({ type: 'fault.lifted', fault: rule.id, phase, why })
        lift()
      }
      lifts.set(activation, end)
      sort()
      lease.renew()
      journal.append({ type: 'fault.activated', fault: rule.id, phase })
      begun?.(activation)
      return end
    },
    active: () => ordered.map(({ rule }) => rule.id),
    liftAll,
    renew: lease.renew,
    aimedAt: exchange => ordered.filter(({ rule }) => isAimed(rule, exchange)),
    on: (proxy, reach) => ordered.filter(({ rule }) => rule.target === proxy && rule.fault.reach === reach),
    close: lease.close,
  }
}

const isAimed = ({ target, fault, envelope }: Rule, { route, protocol, cohort = null }: Aimed): boolean =>
  (fault.reach ?? 'exchange') === 'exchange' &&
  fault.protocols.includes(protocol) &&
  (envelope.per !== 'stream' || protocol === 'http2') &&
  (envelope.cohort === null || envelope.cohort === cohort) &&
  isWithin(route, target)

const activated = (what: Pick<Activation, 'rule' | 'gate' | 'intensity' | 'strength'>) => {
  const controller = new AbortController()
  // As many listen as there are hits under way; Node 20 takes more than ten for a leak.
  setMaxListeners(0, controller.signal)
  const lifting = new CrowdInterrupter()
  const activation: Activation = { ...what, states: openStates(), lifted: controller.signal, lifting }
  const lift = () => {
    const why = new Error(`the fault ${what.rule.id} was lifted`)
    controller.abort(why)
    lifting.abort(why)
  }
  return { activation, lift }
}
