import type { FactOf } from '../core/fact.js'
import type { Entry, View } from '../core/journal.js'
import type { CostReport } from '../core/report.js'

interface Carried {
  attempts: number
  connections: number
  handshakes: number
  bytes: number
}

interface Costs {
  /** By phase, and there by proxy, in the order of their first exchange. */
  readonly byPhase: Map<string, Map<string, Carried>>
  readonly operations: Map<string, number>
  /** The phase in which each exchange under way was opened. */
  readonly phaseOf: Map<number, string>
  readonly connections: Set<number>
  /** Proxies whose clients speak TLS. */
  readonly secure: Set<string>
  phase: string
}

/** What each proxy carried, by the phase in which an exchange was opened or a request of a load was answered. */
export const costs: View<Costs> = {
  start: () => ({
    ...{ byPhase: new Map(), operations: new Map(), phaseOf: new Map(), connections: new Set(), secure: new Set() },
    phase: '',
  }),
  next(state, entry) {
    if (entry.type === 'phase.started') state.phase = entry.phase
    else if (entry.type === 'load.sampled')
      state.operations.set(state.phase, (state.operations.get(state.phase) ?? 0) + 1)
    else if (entry.type === 'proxy.listening' && entry.url.startsWith('https:')) state.secure.add(entry.proxy)
    else if (entry.type === 'exchange.opened') noteAttempt(state, entry)
    else if (entry.type === 'exchange.closed') noteBytes(state, entry)
    return state
  },
}

export const costReports = ({ byPhase, operations }: Costs): readonly CostReport[] =>
  [...byPhase].flatMap(([phase, proxies]) =>
    [...proxies].map(([proxy, carried]) => ({ proxy, phase, operations: operations.get(phase) ?? 0, ...carried })),
  )

const noteAttempt = (state: Costs, { x, route, connection, origin }: Entry<FactOf<'exchange.opened'>>): void => {
  const carried = carriedBy(state, state.phase, route)
  state.phaseOf.set(x, state.phase)
  carried.attempts++
  if (state.connections.has(connection)) return
  state.connections.add(connection)
  carried.connections++
  if (state.secure.has(proxyOf(route)) || origin?.startsWith('https:')) carried.handshakes++
}

const noteBytes = (state: Costs, { x, route, received, sent }: Entry<FactOf<'exchange.closed'>>): void => {
  carriedBy(state, state.phaseOf.get(x) ?? state.phase, route).bytes += received + sent
  state.phaseOf.delete(x)
}

const carriedBy = ({ byPhase }: Costs, phase: string, route: string): Carried => {
  const proxies = byPhase.get(phase) ?? new Map<string, Carried>()
  byPhase.set(phase, proxies)
  const proxy = proxyOf(route)
  const carried = proxies.get(proxy) ?? { attempts: 0, connections: 0, handshakes: 0, bytes: 0 }
  proxies.set(proxy, carried)
  return carried
}

const proxyOf = (route: string): string => {
  const end = route.indexOf('/')
  return end < 0 ? route : route.slice(0, end)
}
