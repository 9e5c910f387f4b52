import type { BoundFault } from '../../src/core/bound-fault.js'
import type { Clock } from '../../src/core/clock.js'
import type { FactOf, FactType } from '../../src/core/fact.js'
import { type Entry, openJournal } from '../../src/core/journal.js'
import type { RampOf } from '../../src/core/plan.js'
import { seeded } from '../../src/core/random.js'
import { systemClock } from '../../src/core/system-clock.js'
import { faults } from '../../src/faults/index.js'
import { createPlane } from '../../src/proxy/create-plane.js'
import type { LiftReason, Plane } from '../../src/proxy/plane.js'
import type { Envelope, ProxySpec, RouteSpec } from '../../src/proxy/rule.js'
import type { Authority } from '../../src/proxy/tls/authority.js'
import { ruleOf } from './rules.js'

export interface ProxySetting {
  readonly upstream: URL
  readonly routes?: readonly RouteSpec[]
  readonly clock?: Clock
  readonly seed?: number
  readonly ttlMs?: number
  /** Grace given to exchanges in flight when the test ends; 0 by default. */
  readonly graceMs?: number
  /** What else the proxy's spec says. */
  readonly spec?: Partial<ProxySpec>
  readonly authority?: Authority
}

/** One proxy, `payments`, on a free port before an upstream, with its journal in memory. */
export interface TestProxy extends AsyncDisposable {
  readonly plane: Plane
  readonly url: string
  readonly port: number
  readonly clock: Clock
  readonly entries: readonly Entry[]
  facts<Type extends FactType>(type: Type): readonly Entry<FactOf<Type>>[]
  /** Puts a fault into force under the id `fault-1`, `fault-2`, …; returns the lift. */
  inject(fault: BoundFault, aim?: Aim): (why?: LiftReason) => void
  /** Waits until that many exchanges are closed; rejects after 15 s. */
  closed(count: number): Promise<readonly Entry<FactOf<'exchange.closed'>>[]>
}

export interface Aim {
  readonly envelope?: Partial<Envelope>
  /** `payments` by default. */
  readonly target?: string
  readonly phase?: string
  readonly intensity?: () => number
  readonly of?: RampOf
}

/** A fault of the catalogue with its options as the file would give them. */
export const faultNamed = (name: string, options: unknown): BoundFault => {
  const fault = faults.find(fault => fault.name === name)
  if (fault === undefined) throw new Error(`there is no fault ${name}`)
  const bound = fault.bind(options)
  if (!bound.ok) throw new Error(bound.issues.map(issue => issue.message).join('; '))
  return bound.value
}

/** `await using proxy = await withProxy({ upstream: origin.url })`. */
export const withProxy = async (setting: ProxySetting): Promise<TestProxy> => {
  const { upstream, routes = [], clock = systemClock(), seed = 1, ttlMs = 600_000, graceMs = 0 } = setting
  const { spec = {}, authority } = setting
  const start = clock.now()
  const journal = openJournal(() => clock.now() - start)
  const entries: Entry[] = []
  journal.subscribe(entry => entries.push(entry))
  const plane = createPlane({
    clock,
    journal,
    random: seeded(seed),
    ttlMs,
    ...(authority && { authority: async () => authority }),
  })
  const mode = upstream.protocol === 'tcp:' ? ({ mode: 'tcp' } as const) : {}
  const place = { id: 'payments', listen: { host: '127.0.0.1', port: 0 } }
  const listening = await plane.listen({ ...mode, ...place, upstream, routes, ...spec })
  const facts = <Type extends FactType>(type: Type) => entries.filter(isOf(type))
  let injected = 0
  return {
    ...{ plane, clock, entries, facts, url: listening.url, port: listening.port },
    inject(fault, { envelope, target, phase = 'inject', intensity, of } = {}) {
      const lift = plane.activate(ruleOf(`fault-${++injected}`, fault, envelope, target), phase, intensity, of)
      return (why = 'schedule') => lift(why)
    },
    closed: count =>
      eventually(
        () => facts('exchange.closed'),
        all => all.length >= count,
      ),
    [Symbol.asyncDispose]: () => plane.close(graceMs),
  }
}

const isOf =
  <Type extends FactType>(type: Type) =>
  (entry: Entry): entry is Entry<FactOf<Type>> =>
    entry.type === type

/** Looks again every few ms until it holds; rejects after `ms`. */
export const eventually = async <T>(look: () => T, holds: (found: T) => boolean, ms = 15_000): Promise<T> => {
  const end = performance.now() + ms
  for (;;) {
    const found = look()
    if (holds(found)) return found
    if (performance.now() > end) throw new Error(`not within ${ms} ms: ${holds}; found ${JSON.stringify(found)}`)
    await new Promise(resolve => setTimeout(resolve, 3))
  }
}
