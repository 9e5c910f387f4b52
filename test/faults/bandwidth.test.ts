// Over 150 lines: one fault, by the clock and over real sockets, alone and shared.
import type { ServerResponse } from 'node:http'
import { expect, test } from 'vitest'
import type { Json } from '../../src/core/json.js'
import { download, mostWithin } from '../support/download.js'
import { bytesFrom, exchangeOf, hitBy, replyOf, sourceOf, turn } from '../support/hit.js'
import { httpOrigin } from '../support/origin.js'
import { POURING, readersOf } from '../support/pour.js'
import { head, rawClient } from '../support/raw-client.js'
import { refusals } from '../support/refused.js'
import { stillProxy } from '../support/still-proxy.js'
import { eventually, faultNamed, withProxy } from '../support/with-proxy.js'

/** Sends 20,000 bytes each way; tells when each direction was done. */
const bothWays = (options: Json, hit = hitBy('bandwidth', options), connection = { id: 1, client: '127.0.0.1' }) => {
  const seen: { up?: number; down?: number } = {}
  const [up, down]: [Uint8Array[], Uint8Array[]] = [[], []]
  const exchange = exchangeOf({ method: 'POST', body: sourceOf(20) }, connection)
  const go = async () => {
    const reply = await hit.through(exchange, async here => {
      for await (const chunk of here.request.body ?? []) up.push(chunk)
      seen.up = hit.clock.now()
      return replyOf(sourceOf(20))
    })
    for await (const chunk of reply.body) down.push(chunk)
    seen.down = hit.clock.now()
  }
  return { hit, seen, up, down, going: go() }
}

test.each([
  ['both', { up: 200, down: 400 }],
  ['up', { up: 200, down: 200 }],
  ['down', { up: 0, down: 200 }],
])('%s paces what it says, and keeps every byte', async (direction, expected) => {
  const { hit, seen, up, down } = bothWays({ rate: '100kB/s', direction })
  await hit.clock.advance(1_000)
  expect(Math.abs((seen.up ?? -1) - expected.up)).toBeLessThanOrEqual(5)
  expect(Math.abs((seen.down ?? -1) - expected.down)).toBeLessThanOrEqual(5)
  for (const chunks of [up, down]) expect(Buffer.concat(chunks).equals(bytesFrom(0, 20_000))).toBe(true)
})

test('what it did is journalled for each direction', async () => {
  const { hit, going } = bothWays({ rate: '100kB/s' })
  await hit.clock.advance(1_000)
  await going
  expect(hit.facts('fault.acted').map(({ actual }) => actual)).toEqual([
    { direction: 'up', bytes: 20_000, ms: expect.closeTo(200, -1) },
    { direction: 'down', bytes: 20_000, ms: expect.closeTo(200, -1) },
  ])
})

test('a burst passes at once', async () => {
  const { hit, seen } = bothWays({ rate: '100kB/s', burst: '10kB', direction: 'down' })
  await hit.clock.advance(1_000)
  expect(Math.abs((seen.down ?? -1) - 100)).toBeLessThanOrEqual(5)
})

test('when it is lifted the rest passes at full speed', async () => {
  const { hit, seen, down } = bothWays({ rate: '1kB/s', direction: 'down' })
  await hit.clock.advance(1_000)
  expect(Buffer.concat(down).length).toBeLessThanOrEqual(1_010)
  hit.lift()
  await turn(20)
  expect(seen.down).toBe(1_000)
  expect(Buffer.concat(down).equals(bytesFrom(0, 20_000))).toBe(true)
})

const SAME = { id: 1, client: '127.0.0.1' }
const NEIGHBOUR = { id: 2, client: '127.0.0.1' }
test.each([
  ['exchange', SAME, SAME, 200],
  ['connection', SAME, SAME, 400],
  ['connection', SAME, NEIGHBOUR, 200],
  ['client', SAME, NEIGHBOUR, 400],
  ['route', SAME, { id: 3, client: '127.0.0.2' }, 400],
  ['proxy', SAME, { id: 3, client: '127.0.0.2' }, 400],
])('with scope %s two exchanges share the rate or do not', async (scope, first, second, ms) => {
  const hit = hitBy('bandwidth', { rate: '100kB/s', direction: 'down', scope })
  const all = [first, second].map(connection => bothWays({}, hit, connection))
  await hit.clock.advance(2_000)
  const times = all.map(({ seen }) => seen.down ?? -1)
  for (const time of times) expect(Math.abs(time - ms)).toBeLessThanOrEqual(10)
})

test('an upload without a body is a miss', async () => {
  const hit = hitBy('bandwidth', { rate: '1kB/s', direction: 'up' })
  await hit.through(exchangeOf(), async () => replyOf(sourceOf(1)))
  expect(hit.facts('fault.missed').map(({ why }) => why)).toEqual(['the request has no body'])
})

test.each<[Json, string | RegExp]>([
  [{}, 'expected rate, found nothing'],
  [{ rate: 64 }, /^expected a rate such as .* found the number 64, which has no unit$/],
  [{ rate: '64KB' }, /^expected a rate such as .* found "64KB"$/],
  [{ rate: '0B/s' }, 'expected a rate of at least 1B/s, found 0B/s'],
  [{ rate: '1B/s', scope: 'all' }, 'expected exchange, connection, client, route, proxy, found "all"'],
])('%j is refused', (options, message) => {
  expect(refusals('bandwidth', options)).toEqual([
    typeof message === 'string' ? message : expect.stringMatching(message),
  ])
})

const sends = (bytes: number) => (_: unknown, response: ServerResponse) => {
  response.setHeader('Content-Length', bytes)
  response.end(Buffer.alloc(bytes, 'x'))
}

test('over real sockets the rate is held for 2 s and evenly', { retry: 2 }, async () => {
  await using origin = await httpOrigin(sends(1_000_000))
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed('bandwidth', { rate: '500kB/s', direction: 'down' }))
  const { bytes, ms, arrivals } = await download(proxy.url)
  expect(bytes).toBe(1_000_000)
  expect(ms).toBeGreaterThan(1_950)
  expect(ms).toBeLessThan(2_300)
  expect(mostWithin(arrivals, 500)).toBeLessThan(1.3 * 250_000)
})

test('six connections share one rate: together they get no more, and nobody starves', { retry: 2 }, async () => {
  await using origin = await httpOrigin(sends(50_000))
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed('bandwidth', { rate: '300kB/s', direction: 'down', scope: 'route' }))
  const all = await Promise.all(Array.from({ length: 6 }, () => download(proxy.url)))
  const times = all.map(({ ms }) => ms)
  expect(Math.max(...times)).toBeGreaterThan(950)
  expect(Math.max(...times)).toBeLessThan(1_300)
  expect(Math.min(...times)).toBeGreaterThan(0.75 * Math.max(...times))
})

test.each([
  ['streams of HTTP/2', 'http2', 'connection'],
  ['connections of TCP', 'tcp', 'proxy'],
] as const)('%s that share a scope get its rate together, each its share', async (_, protocol, scope) => {
  await using origin = await POURING[protocol](100_000)
  const spec = protocol === 'http2' ? ({ protocol: 'h2c' } as const) : {}
  await using still = await stillProxy({ upstream: new URL(origin.url.href.replace('h2c:', 'http:')), spec })
  still.proxy.inject(faultNamed('bandwidth', { rate: '60kB/s', direction: 'down', scope }))
  using readers = readersOf(protocol, still.proxy.port, 3)
  const bytes = readers.streams.map(() => 0)
  for (const [at, stream] of readers.streams.entries())
    stream.on('data', (part: Buffer) => (bytes[at] = (bytes[at] ?? 0) + part.length)).on('error', () => {})
  const begin = performance.now()
  while (Math.min(...bytes) === 0 && performance.now() - begin < 5_000) await still.clock.advance(5)
  const before = [...bytes]
  for (let ms = 0; ms < 1_000; ms += 50) await still.clock.advance(50)
  const gains = () => bytes.map((all, at) => all - (before[at] ?? 0))
  const sum = () => gains().reduce((all, one) => all + one, 0)
  await eventually(sum, all => all >= 57_000)
  expect(sum()).toBeLessThanOrEqual(63_000)
  for (const gain of gains()) expect(Math.abs(gain - 20_000)).toBeLessThan(2_000)
})

test('an upload is held back at its sender: the proxy reads little more than it forwards', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  const lift = proxy.inject(faultNamed('bandwidth', { rate: '10kB/s', direction: 'up' }))
  await using client = await rawClient(proxy.port)
  const size = 64 * 1024 ** 2
  await client.send(head('POST /', `Content-Length: ${size}`))
  const sending = client.send(Buffer.alloc(size))
  await eventually(
    () => origin.seen[0]?.received ?? 0,
    received => received > 1_000,
  )
  expect(client.socket.writableLength).toBeGreaterThan(size / 2)
  lift()
  await sending
  await eventually(
    () => origin.seen[0]?.received,
    received => received === size,
    15_000,
  )
})
