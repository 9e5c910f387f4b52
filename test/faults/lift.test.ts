import { afterAll, beforeAll, expect, test } from 'vitest'
import { faults } from '../../src/faults/index.js'
import { type EchoOrigins, echoOrigins } from '../support/echo-origins.js'
import { turn } from '../support/hit.js'
import type { ManualClock } from '../support/manual-clock.js'
import { exampleFor } from '../support/pairs.js'
import { HOLDS, type StillWorld, stillWorld } from '../support/still-world.js'
import type { Talk } from '../support/talk.js'
import { eventually, faultNamed, type TestProxy } from '../support/with-proxy.js'

let origins: EchoOrigins
beforeAll(async () => {
  origins = await echoOrigins()
})
afterAll(() => origins[Symbol.asyncDispose]())

/** What comes of it within 100 ms of the proxy's time, however long the machine takes for what takes none. */
const within100 = async ({ over }: Talk, clock: ManualClock): Promise<string> => {
  let seen = 'held'
  over.then(found => {
    seen = found
  })
  for (let ms = 0; ms < 100 && seen === 'held'; ms += 10) await clock.advance(10)
  return eventually(
    () => seen,
    found => found !== 'held',
    3_000,
  ).catch(() => seen)
}

const pairs = faults.flatMap(({ name, protocols }) => protocols.map(protocol => [name, protocol] as const))
const hits = ({ facts }: TestProxy) => facts('fault.injected').length
const isWell = async ({ begin, clock }: StillWorld) => {
  await using talk = await begin()
  await talk.rest()
  expect(await within100(talk, clock)).toBe('whole')
}

test.concurrent.each(pairs.filter(([name]) => name in HOLDS))(
  '%s on %s lets go of a client that it holds as soon as it is lifted',
  async (name, protocol) => {
    const held = HOLDS[name]
    if (held === undefined) throw new Error(`${name} holds nobody`)
    const { options, becomes, behind, seed } = held
    await using here = await stillWorld(origins, protocol, { seed, isSecure: name === 'handshake' })
    const { proxy, clock, begin } = here
    const lift = proxy.inject(faultNamed(name, options))
    await using first = behind === undefined ? null : await begin()
    if (behind === 'one that is over') {
      await first?.rest()
      await first?.over
    } else if (behind === 'one under way')
      await eventually(
        () => hits(proxy),
        count => count === 1,
      )
    const before = hits(proxy)
    await using talk = await begin()
    await talk.rest()
    await eventually(
      () => hits(proxy),
      count => count > before,
    )
    expect(await Promise.race([talk.over, turn(20).then(() => 'held')])).toBe('held')
    lift()
    expect(proxy.plane.active()).toEqual([])
    expect(await within100(talk, clock)).toBe(becomes)
    await first?.rest()
    await isWell(here)
  },
)

test.concurrent.each(pairs.filter(([name]) => !(name in HOLDS)))(
  '%s on %s, lifted in the middle of an exchange, lets it end, and is gone',
  async (name, protocol) => {
    const fault = exampleFor(name, protocol)
    if (fault === undefined) throw new Error(`no example of ${name} is meant for ${protocol}`)
    const isFirst = fault.reach === 'connection' || fault.reach === 'door'
    await using here = await stillWorld(origins, protocol, { isSecure: fault.reach === 'handshake' })
    const { proxy, clock, begin } = here
    const early = isFirst ? null : proxy.inject(fault)
    await using talk = await begin()
    if (isFirst)
      await eventually(
        () => proxy.facts('exchange.opened').length,
        count => count === 1,
      )
    const lift = early ?? proxy.inject(fault)
    await eventually(
      () => hits(proxy),
      count => count === 1,
    )
    lift()
    expect(proxy.plane.active()).toEqual([])
    await talk.rest()
    expect(await within100(talk, clock)).not.toBe('held')
    await isWell(here)
  },
)
