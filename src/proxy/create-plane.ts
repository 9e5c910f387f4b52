import { UserError } from '../core/problem.js'
import { placeOf } from './address.js'
import { type Activation, openBoard } from './board.js'
import { openCohorts } from './cohorts.js'
import { Departed } from './departed.js'
import type { IsOurs } from './detour.js'
import { engage } from './engage.js'
import type { Listens } from './forward/guard.js'
import { type Listener, openListener } from './listener.js'
import { refuseLoop } from './loop.js'
import { comesTo } from './own-address.js'
import { openTraffic, type Traffic } from './pipeline.js'
import type { Plane, PlaneOptions } from './plane.js'
import { type AnyProxySpec, type ForwardSpec, upstreamOf } from './rule.js'
import type { Authority } from './tls/authority.js'

const POLL_MS = 20
const LAST_MS = 500
const LOOPBACK = '127.0.0.1'

/** The data plane of a run; nothing listens and no fault is in force yet. */
export const createPlane = (options: PlaneOptions): Plane => {
  const { clock, journal, random, ttlMs, keys = [], reserved = [], authority = noAuthority } = options
  const board = openBoard({ clock, journal, random, ttlMs, begun: activation => begin(activation) })
  const cohorts = options.cohorts ? openCohorts(options.cohorts, random) : null
  const listeners: Listener[] = []
  const listens: Listens = (address, port) => {
    if (reserved.includes(port) && comesTo(address, LOOPBACK)) return 'reserved'
    const found = listeners.find(one => one.listening.port === port && comesTo(address, one.spec.listen.host))
    return found === undefined ? null : found.spec.mode === 'forward' ? 'forward' : 'other'
  }
  const isOurs: IsOurs = (address, port) => listens(address, port) !== null
  const traffic = openTraffic({ clock, journal, board, keys, cohorts, isOurs })
  const begin = (activation: Activation) => {
    const [proxy] = activation.rule.target.split('/')
    engage(activation, listeners.find(({ spec }) => spec.id === proxy)?.door, traffic)
  }
  let closing: Promise<void> | undefined
  const close = async (graceMs: number, hurry = NEVER) => {
    board.liftAll('abort')
    board.close()
    for (const listener of listeners) listener.stop()
    await drained(traffic, graceMs, hurry)
    for (const passage of [...traffic.open]) passage.abort(new Departed('proxyClosed'))
    await Promise.all(listeners.map(listener => listener.close()))
    traffic.strangers.tell()
    await drained(traffic, LAST_MS, NEVER)
    // What does not heed its signal has ended all the same: its connections are gone.
    for (const passage of [...traffic.open]) passage.close({ end: 'proxyClosed', status: null, received: 0, sent: 0 })
  }
  const openForward = async (spec: ForwardSpec): Promise<Listener> => {
    const { openForwardListener } = await import('./forward/forward-listener.js')
    return openForwardListener(spec, { traffic, authority: await authority(), listens })
  }
  const open = async (spec: AnyProxySpec): Promise<Listener> => {
    if (spec.mode === 'forward') return openForward(spec)
    if (spec.mode !== 'tcp') return openListener(spec, { traffic, authority })
    const { openTcpListener } = await import('./tcp/tcp-listener.js')
    return openTcpListener(spec, traffic)
  }
  return {
    async listen(spec) {
      if (closing !== undefined) throw new UserError('the proxies are closed', { exit: 'environment' })
      await refuseLoop(spec, listeners)
      const listener = await open(spec)
      listeners.push(listener)
      const { id, url, port } = listener.listening
      const { host, clients } = spec.listen
      const exposed = clients && { at: placeOf(host, port), clients }
      journal.append({
        type: 'proxy.listening',
        proxy: id,
        url,
        upstream: upstreamOf(spec),
        ...(exposed && { exposed }),
      })
      return listener.listening
    },
    activate: (rule, phase, intensity = () => 1, of = 'percent') => board.activate(rule, phase, intensity, of),
    active: board.active,
    liftAll: board.liftAll,
    renew: board.renew,
    close(graceMs, hurry) {
      closing ??= close(graceMs, hurry)
      return closing
    },
  }
}

const noAuthority = (): Promise<Authority> =>
  Promise.reject(new UserError('this proxy needs a certificate authority', { exit: 'environment' }))

const NEVER = new AbortController().signal

/** Waits until no exchange is open, until `ms` have passed, or until `hurry` aborts. */
const drained = async ({ clock, open }: Traffic, ms: number, hurry: AbortSignal): Promise<void> => {
  const end = clock.now() + ms
  while (open.size > 0 && clock.now() < end && !hurry.aborted)
    await clock.sleep(Math.min(POLL_MS, end - clock.now()), hurry).catch(() => {})
}
