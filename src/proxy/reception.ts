import type { Greeting, Met, Newcomer, TlsOffer } from '../core/connection.js'
import { Cut } from '../core/exchange.js'
import type { Activation } from './board.js'
import { firstBytes } from './first-bytes.js'
import type { Traffic } from './pipeline.js'
import { holdsRecord, readClientHello } from './tls/client-hello.js'
import { toolsFor } from './tools.js'
import type { Visit } from './visit.js'

/** Takes a connection over that nobody has read from, and resumes it; what came of it, if that is known by then. */
export type Serve = (newcomer: Newcomer) => Promise<Met> | undefined

/**
 * Leads a connection through the faults that meet it to who serves it, at once where there are none; then others go
 * along with it. A Cut of theirs ends it.
 */
export const receive = (
  visit: Visit,
  reach: 'arrival' | 'handshake',
  traffic: Traffic,
  serve: Serve,
  offer: TlsOffer | null = null,
): void => {
  const aimed = traffic.board.on(visit.proxy, reach)
  const newcomer = newcomerOf(visit, offer)
  if (reach === 'arrival')
    for (const activation of traffic.board.on(visit.proxy, 'connection')) accompany(activation, visit, traffic)
  if (aimed.length === 0) return void serve(newcomer)
  tellMatched(visit, aimed, traffic)
  const greetings = aimed.flatMap(activation => greetingFor(activation, visit, traffic))
  const first = greetings.reduceRight<(here: Newcomer) => Promise<Met>>(
    (next, greeting) => here => greeting(here, next),
    async here => (await serve(here)) ?? visit.asked(),
  )
  void guarded(visit, traffic, () => first(newcomer))
}

/** A rule goes along with a connection that is open. */
export const accompany = (activation: Activation, visit: Visit, traffic: Traffic): void => {
  const { rule, gate, intensity, strength } = activation
  tellMatched(visit, [activation], traffic)
  const random = gate.decide(visit, intensity())
  if (random === null) return
  const injection = rule.fault.draw(random, strength())
  traffic.journal.append({ type: 'fault.injected', connection: visit.id, fault: rule.id, dose: injection.dose })
  void guarded(visit, traffic, async () => injection.watch?.(tools(activation, visit, traffic))(visit))
}

const greetingFor = (activation: Activation, visit: Visit, traffic: Traffic): Greeting[] => {
  const { rule, gate, intensity, strength, lifted } = activation
  const random = gate.decide(visit, intensity())
  if (random === null) return []
  return [
    (here, next) => {
      if (lifted.aborted) return next(here)
      const injection = rule.fault.draw(random, strength())
      traffic.journal.append({ type: 'fault.injected', connection: visit.id, fault: rule.id, dose: injection.dose })
      return injection.greet?.(tools(activation, visit, traffic))(here, next) ?? next(here)
    },
  ]
}

const tools = (activation: Activation, visit: Visit, { clock, journal }: Traffic) =>
  toolsFor(activation, { route: visit.proxy, connection: visit, signal: visit.signal }, clock, journal)

const tellMatched = (visit: Visit, aimed: readonly Activation[], { journal }: Traffic): void =>
  journal.append({ type: 'connection.matched', connection: visit.id, matched: aimed.map(({ rule }) => rule.id) })

const BEFORE_RESET_MS = 20

/** Only here is a Cut of a connection caught. Who waits for something on one that is gone is told by an error, too. */
const guarded = async (visit: Visit, { clock, journal }: Traffic, act: () => Promise<unknown>): Promise<void> => {
  try {
    await act()
  } catch (error) {
    if (visit.signal.aborted) return
    // A client that is given no time sees its connect fail, not its connection.
    if (error instanceof Cut && error.how === 'reset') await clock.sleep(BEFORE_RESET_MS, visit.signal).catch(() => {})
    visit.end(error instanceof Cut && error.how !== 'reset' ? 'close' : 'reset')
    if (!(error instanceof Cut)) journal.append({ type: 'warning.raised', message: `a connection broke off: ${error}` })
  }
}

const newcomerOf = (visit: Visit, offer: TlsOffer | null): Newcomer => ({
  ...{ connection: visit, offer },
  get signal() {
    return visit.signal
  },
  heard: async () => (await firstBytes(visit.raw, () => true, visit.signal)) !== null,
  async hello() {
    const first = await firstBytes(visit.raw, holdsRecord, visit.signal)
    return first === null ? null : readClientHello(first)
  },
  say: bytes => void visit.raw.write(bytes),
})
