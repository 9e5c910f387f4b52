import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Protocol } from '../../src/core/exchange.js'
import type { Json } from '../../src/core/json.js'
import { faults } from '../../src/faults/index.js'
import { echoOrigins } from '../support/echo-origins.js'
import { turn } from '../support/hit.js'
import type { ManualClock } from '../support/manual-clock.js'
import { exampleFor } from '../support/pairs.js'
import { stillProxy } from '../support/still-proxy.js'
import { TALKS, type Talk } from '../support/talk.js'
import { testAuthority } from '../support/test-authority.js'
import { eventually, faultNamed, type TestProxy } from '../support/with-proxy.js'

/** What becomes of a client that is held until the lift: it gets all there is, or it is told that it does not. */
interface Held {
  readonly options: Json
  readonly becomes: 'whole' | 'other'
  /** An exchange before it, which is over or still under way. */
  readonly behind?: 'one that is over' | 'one under way'
  readonly seed?: number
}
const whole = (options: Json, more: Partial<Held> = {}): Held => ({ options, becomes: 'whole', ...more })
const cut = (options: Json): Held => ({ options, becomes: 'other' })

/** Faults that hold who they hit, on each protocol that they claim. */
const HOLDS: Readonly<Record<string, Held>> = {
  latency: whole({ add: '10s' }),
  coldStart: whole({ add: '10s' }),
  pause: whole({ every: '1m', for: '10s' }),
  stall: whole({ at: '4B' }),
  bandwidth: whole({ rate: '1B/s' }),
  slice: whole({ size: '1B', gap: '1s' }),
  slowReader: whole({ rate: '1B/s' }),
  slowHeaders: whole({ rate: '1B/s' }),
  loss: whole({ rate: '50%', rtt: '10s', rto: '10s' }, { seed: 2 }),
  duplicate: whole({ gap: '10s' }),
  queue: whole({ rate: '0.1/s' }, { behind: 'one that is over' }),
  concurrency: whole({ max: 1 }, { behind: 'one under way' }),
  dns: whole({ answer: 'timeout', after: '10s' }),
  handshake: whole({ action: 'stall' }),
  blackhole: cut({}),
  loseRequest: cut({}),
  loseResponse: cut({}),
  truncate: cut({ at: '4B', end: 'stall' }),
}

let origins: Awaited<ReturnType<typeof echoOrigins>>
let ca: string
beforeAll(async () => {
  origins = await echoOrigins()
  ca = (await testAuthority()).certificate
})
afterAll(() => origins[Symbol.asyncDispose]())

interface Setting {
  readonly isSecure?: boolean
  readonly seed?: number | undefined
}

/** A proxy whose time stands still, and clients of it. */
const world = async (protocol: Protocol, { isSecure = false, seed = 1 }: Setting) => {
  const plain = protocol === 'http2' ? ({ protocol: 'h2c' } as const) : {}
  const still = await stillProxy({
    ...{ upstream: isSecure ? origins.http1 : origins[protocol], seed, authority: await testAuthority() },
    spec: isSecure ? { tls: 'auto' } : plain,
  })
  return { ...still, begin: () => TALKS[protocol]({ port: still.proxy.port, ...(isSecure && { ca }) }) }
}
type World = Awaited<ReturnType<typeof world>>

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
const isWell = async ({ begin, clock }: World) => {
  await using talk = await begin()
  await talk.rest()
  expect(await within100(talk, clock)).toBe('whole')
}

test.concurrent.each(pairs.filter(([name]) => name in HOLDS))(
  '%s on %s lets go of a client that it holds as soon as it is lifted',
  async (name, protocol) => {
    const { options, becomes, behind, seed } = HOLDS[name] ?? whole({})
    await using here = await world(protocol, { seed, isSecure: name === 'handshake' })
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
    await using here = await world(protocol, { isSecure: fault.reach === 'handshake' })
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
