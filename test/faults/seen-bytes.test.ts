import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Protocol } from '../../src/core/exchange.js'
import type { FactType } from '../../src/core/fact.js'
import type { Json } from '../../src/core/json.js'
import { faults } from '../../src/faults/index.js'
import { type EchoOrigins, echoOrigins } from '../support/echo-origins.js'
import { h2Client } from '../support/h2.js'
import { turn } from '../support/hit.js'
import { exampleFor } from '../support/pairs.js'
import { head, rawClient } from '../support/raw-client.js'
import { HOLDS, type StillWorld, stillWorld } from '../support/still-world.js'
import { eventually, faultNamed, type TestProxy } from '../support/with-proxy.js'

/** How a fault shows to one client on a clock that stands still, where neither its hold nor its first example would. */
const ROWS: Readonly<Record<string, Json>> = {
  quota: { bytes: '1B', over: 'close' },
  reroute: { to: 'http://127.0.0.1:9' },
  message: { action: 'drop', nth: 1 },
  close: { at: 'connect' },
  reset: { at: 'connect' },
  downgrade: { to: 'http1.1' },
  tlsVersion: { max: 'TLSv1.1' },
  drain: { grace: '1s', down: '10m' },
}
const ON_TCP: Readonly<Record<string, Json>> = { reroute: { to: 'tcp://127.0.0.1:9' } }

/** What is not one exchange of HTTP, which seen.test.ts looks at: bytes, handshakes, and connections as they are made. */
const PAIRS = faults.flatMap(({ name, protocols }) =>
  protocols
    // A client that asks for HTTP/1.1 only cannot see that there is no HTTP/2: tls-version.test.ts has that it is no hit.
    .filter(protocol => !(name === 'downgrade' && protocol === 'http1'))
    .filter(protocol => !(name === 'idleReap' && (protocol === 'http1' || protocol === 'http2')))
    .filter(protocol => protocol === 'websocket' || protocol === 'tcp' || faultFor(name, protocol).reach !== 'exchange')
    .map(protocol => [name, protocol] as const),
)

function faultFor(name: string, protocol: Protocol) {
  const options = (protocol === 'tcp' ? ON_TCP[name] : undefined) ?? ROWS[name] ?? HOLDS[name]?.options
  const fault = options === undefined ? exampleFor(name, protocol) : faultNamed(name, options)
  if (fault === undefined) throw new Error(`${name} has no example for ${protocol}`)
  return fault
}

let origins: EchoOrigins
beforeAll(async () => {
  origins = await echoOrigins()
})
afterAll(() => origins[Symbol.asyncDispose]())

/** Until it holds; or, where that may never be, until nothing moves. */
const until = async (holds: () => boolean, moved: () => unknown, patience: 'until it does' | 'while it moves') => {
  const end = performance.now() + 5_000
  let [still, seen] = [0, moved()]
  while (!holds() && performance.now() < end && (patience === 'until it does' || still < 30)) {
    await turn(1)
    still = moved() === seen ? still + 1 : 0
    seen = moved()
  }
}

/** What a client knows of an exchange: what had come back of its first half by then, and how it ended. */
const look = async ({ begin, clock }: StillWorld, patience: 'until it does' | 'while it moves', idleMs = 0) => {
  await using talk = await begin()
  let ending = 'held'
  void talk.over.then(how => {
    ending = how
  })
  const moved = () => `${talk.soFar()} ${ending}`
  await until(() => talk.soFar() >= talk.half || ending !== 'held', moved, patience)
  const early = talk.soFar()
  if (idleMs > 0) await clock.advance(idleMs)
  await talk.rest()
  await until(() => ending !== 'held', moved, patience)
  return { early, ending }
}

/** The journal's hits that had something to do. */
const hits = ({ facts }: TestProxy): number => {
  const count = (type: FactType) => facts(type).length
  return count('fault.injected') - count('fault.passed') - count('fault.missed')
}

test.each(PAIRS)('what the journal says of %s on %s is what its client sees', async (name, protocol) => {
  const { behind, seed } = HOLDS[name] ?? {}
  const fault = faultFor(name, protocol)
  await using here = await stillWorld(origins, protocol, { seed, isSecure: fault.reach === 'handshake' })
  const { proxy, clock } = here
  const idleMs = name === 'idleReap' ? 600_000 : 0
  const plain = await look(here, 'until it does', idleMs)
  expect(plain.ending).toBe('whole')
  proxy.inject(fault)
  if (fault.reach === 'door') await clock.advance(2_000)
  await using first = behind === undefined ? null : await here.begin()
  if (behind === 'one that is over') {
    await first?.rest()
    await first?.over
  } else if (behind === 'one under way')
    await eventually(
      () => proxy.facts('fault.injected').length,
      count => count === 1,
    )
  const before = hits(proxy)
  expect(await look(here, 'while it moves', idleMs)).not.toEqual(plain)
  expect(hits(proxy)).toBeGreaterThan(fault.reach === 'door' ? 0 : before)
})

/** A connection with one exchange behind it: whether it is still open. */
const KEPT = {
  async http1(port: number) {
    const client = await rawClient(port)
    await client.send(head('GET /'))
    await client.until('\r\n\r\n')
    return { isOpen: () => client.ending === 'open', [Symbol.asyncDispose]: () => client[Symbol.asyncDispose]() }
  },
  async http2(port: number) {
    const client = h2Client(`http://127.0.0.1:${port}`)
    await client.ask()
    return { isOpen: () => !client.session.destroyed, [Symbol.asyncDispose]: () => client[Symbol.asyncDispose]() }
  },
}

test.each(['http1', 'http2'] as const)(
  'idleReap ends connections of %s that are idle, and no others',
  async protocol => {
    await using here = await stillWorld(origins, protocol, {})
    const { proxy, clock } = here
    proxy.inject(faultNamed('idleReap', { after: '5s' }))
    await using idle = await KEPT[protocol](proxy.port)
    await clock.advance(4_000)
    expect(idle.isOpen()).toBe(true)
    await using fresh = await KEPT[protocol](proxy.port)
    await clock.advance(2_000)
    await eventually(idle.isOpen, isOpen => !isOpen)
    expect(fresh.isOpen()).toBe(true)
    expect(proxy.facts('fault.injected').map(({ connection }) => connection)).toEqual([1, 2])
    expect(proxy.facts('fault.passed')).toEqual([])
  },
)
