import * as v from 'valibot'
import type { BoundFault } from '../core/bound-fault.js'
import { openJournal } from '../core/journal.js'
import { UserError } from '../core/problem.js'
import { seeded } from '../core/random.js'
import { systemClock } from '../core/system-clock.js'
import { DEFAULT_ALLOW, DEFAULT_DENY, judgeHost } from '../experiment/hosts.js'
import { envelopeEntries, envelopeOf } from '../experiment/sections/envelope.js'
import { routeOf } from '../experiment/sections/proxies.js'
import { routes as routesShape, upstream as upstreamShape } from '../experiment/sections/proxy-shapes.js'
import { whyOutOfReach } from '../experiment/sections/reach.js'
import { createPlane } from '../proxy/create-plane.js'
import type { ListenSpec } from '../proxy/rule.js'
import { checked } from './checked.js'
import { addressOf, networkOf } from './exposure.js'
import { type Observed, type ObservedExchange, observe } from './observed.js'

/** A proxy before one dependency. */
export interface ProxySetting {
  /** Where the dependency is, such as `http://127.0.0.1:9102`. */
  readonly upstream: string | URL
  /** A free one by default. */
  readonly port?: number
  /** The address to listen at; 127.0.0.1 by default, and beyond loopback for `allowClients` only. */
  readonly listen?: string
  /** Who may connect besides this machine: networks such as `10.0.0.0/8`, and addresses. */
  readonly allowClients?: readonly string[]
  /** Parts of the traffic that faults can aim at, written as in an experiment file. */
  readonly routes?: v.InferInput<typeof routesShape>
  /** Of all chance; 1 by default, so that a test is the same each time. */
  readonly seed?: number
  /** Hosts that may be touched; loopback and private addresses by default. */
  readonly allowHosts?: readonly string[]
}

/** Whom a fault hits, written as in an experiment file; everything by default. */
export interface Aim extends Partial<Omit<v.InferInput<typeof aimShape>, 'target' | 'minHits'>> {
  readonly route?: string
}

/** A fault in force. It ends with `lift`, with the block that holds it by `using`, or with its proxy. */
export interface Injected extends Disposable {
  lift(): void
}

/** A proxy that listens. It ends with `close`, or with the block that holds it by `await using`. */
export interface RunningProxy extends AsyncDisposable {
  readonly url: string
  readonly port: number
  /** Puts a fault into force; throws a UserError when the aim is wrong. */
  inject(fault: BoundFault, aim?: Aim): Injected
  /** Does something while faults are in force, which end with it however it ends. */
  during<Result>(faults: BoundFault | readonly BoundFault[], act: () => Promise<Result> | Result): Promise<Result>
  /** Every exchange so far, in the order in which they came; those under way have up to `waitMs` (1,000) to end. */
  exchanges(waitMs?: number): Promise<readonly ObservedExchange[]>
  /** Lifts every fault and stops; exchanges in flight have up to `graceMs` (1,000) to end. */
  close(graceMs?: number): Promise<void>
}

const aimShape = v.strictObject(envelopeEntries)
const ID = 'proxy'
const POLL_MS = 2
const NO_TLS = 'it acts on TLS, which this proxy does not speak with its clients'

/** Starts a proxy in this process; rejects with a UserError when the setting is wrong or the port is in use. */
export const startProxy = async (setting: ProxySetting): Promise<RunningProxy> => {
  const { seed = 1 } = setting
  const spec = { id: ID, listen: listenOf(setting), upstream: upstreamOf(setting), routes: routesOf(setting) }
  const clock = systemClock()
  const start = clock.now()
  const journal = openJournal(() => clock.now() - start)
  const names = new Map<string, string>()
  const seen: Observed = new Map()
  journal.subscribe(entry => observe(seen, entry, rule => names.get(rule) ?? rule))
  // Nobody has to renew: the faults live in this process and end with it.
  const plane = createPlane({ clock, journal, random: seeded(seed), ttlMs: Number.POSITIVE_INFINITY })
  const listening = await plane.listen(spec)
  const close = (graceMs = 1_000) => plane.close(graceMs)
  const inject = (fault: BoundFault, { route, ...aim }: Aim = {}): Injected => {
    const id = `${fault.name}-${names.size + 1}`
    const target = targetOf(route, spec.routes)
    const envelope = envelopeOf(checked(fault.name, aimShape, { target, ...aim }))
    const wrong = fault.reach === 'handshake' ? NO_TLS : whyOutOfReach({ target, envelope, fault })?.message
    if (wrong !== undefined) throw new UserError(`${fault.name}: ${wrong}`)
    names.set(id, fault.name)
    const end = plane.activate({ id, target, envelope, fault }, 'inject')
    const lift = () => end('schedule')
    return { lift, [Symbol.dispose]: lift }
  }
  return {
    ...{ url: listening.url, port: listening.port, inject, close },
    async during(faults, act) {
      const injected = [faults].flat().map(fault => inject(fault))
      try {
        return await act()
      } finally {
        for (const { lift } of injected) lift()
      }
    },
    async exchanges(waitMs = 1_000) {
      const until = clock.now() + waitMs
      const isUnderWay = () => [...seen.values()].some(({ end }) => end === null)
      while (isUnderWay() && clock.now() < until) await clock.sleep(POLL_MS, new AbortController().signal)
      return [...seen.values()]
    },
    [Symbol.asyncDispose]: () => close(),
  }
}

const listenOf = ({ listen = '127.0.0.1', port = 0, allowClients = [] }: ProxySetting): ListenSpec => {
  const place = { host: addressOf(listen), port }
  return allowClients.length === 0 ? place : { ...place, clients: allowClients.map(networkOf) }
}

const upstreamOf = ({ upstream, allowHosts = DEFAULT_ALLOW }: ProxySetting): URL => {
  const url = checked('upstream', upstreamShape, String(upstream))
  const refused = judgeHost(url.hostname, { allow: allowHosts, deny: DEFAULT_DENY, owned: [] })
  if (refused === null) return url
  throw new UserError(`upstream: ${refused.message}`, {
    hints: [`if it is yours to touch, name it in allowHosts (--allow-host ${url.hostname})`],
  })
}

const routesOf = ({ routes = {} }: ProxySetting) =>
  Object.entries(checked('routes', routesShape, routes)).flatMap(([id, route]) => routeOf(id, route))

const targetOf = (route: string | undefined, routes: readonly { readonly id: string }[]): string => {
  if (route === undefined) return ID
  if (routes.some(({ id }) => id === route)) return `${ID}/${route}`
  const declared = routes.map(({ id }) => id).join(', ')
  throw new UserError(`there is no route "${route}"`, { hints: [`declared: ${declared === '' ? 'none' : declared}`] })
}
