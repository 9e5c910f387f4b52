import { expect, test } from 'vitest'
import { bytesFrom, exchangeOf, hitBy, replyOf, sourceOf } from '../support/hit.js'
import { httpOrigin } from '../support/origin.js'
import { head, rawClient } from '../support/raw-client.js'
import { refusals } from '../support/refused.js'
import { faultNamed, withProxy } from '../support/with-proxy.js'

const pieces = async (options: { size: string; variation?: string; gap?: string }, seed = 1) => {
  const hit = hitBy('slice', options, seed)
  const seen: [number, number][] = []
  const chunks: Uint8Array[] = []
  const reply = await hit.through(exchangeOf(), async () => replyOf(sourceOf(2)))
  const reading = (async () => {
    for await (const chunk of reply.body) {
      chunks.push(chunk)
      seen.push([hit.clock.now(), chunk.length])
    }
  })()
  await hit.clock.advance(100_000)
  await reading
  expect(Buffer.concat(chunks).equals(bytesFrom(0, 2_000))).toBe(true)
  return { hit, seen }
}

test('pieces have their size, and a gap lies between two of them', async () => {
  const { hit, seen } = await pieces({ size: '400B', gap: '10ms' })
  expect(seen).toEqual([400, 400, 200, 400, 400, 200].map((size, n) => [n * 10, size]))
  expect(hit.facts('fault.acted').map(({ actual }) => actual)).toEqual([{ direction: 'down', pieces: 6 }])
})

test('sizes are spread both ways, and the same seed spreads them the same way', async () => {
  const sizes = async (seed: number) =>
    (await pieces({ size: '100B', variation: '50%' }, seed)).seen.map(([, size]) => size)
  const one = await sizes(1)
  expect(Math.max(...one)).toBeLessThanOrEqual(150)
  expect(Math.max(...one)).toBeGreaterThan(110)
  expect(await sizes(1)).toEqual(one)
  expect(await sizes(2)).not.toEqual(one)
})

test('a body that is no larger than a piece is a miss', async () => {
  const small = hitBy('slice', { size: '5KiB' })
  const reply = await small.through(exchangeOf(), async () => replyOf(sourceOf(1)))
  for await (const chunk of reply.body) expect(chunk).toHaveLength(1_000)
  expect(small.facts('fault.missed')).toHaveLength(1)
})

test('over a real socket each piece arrives by itself', async () => {
  const body = 'abcdefghij'.repeat(3)
  await using origin = await httpOrigin((_, response) => response.end(body))
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed('slice', { size: '10B', gap: '60ms' }))
  await using client = await rawClient(proxy.port)
  await client.send(head('GET /'))
  const text = await client.until(/j[^j]*j[^j]*j$/)
  expect(text.slice(text.indexOf('\r\n\r\n') + 4)).toBe(body)
  expect(client.arrivals.slice(-2).map(({ bytes }) => bytes)).toEqual([10, 10])
})

test('pieces of nothing, or without a gap, are refused', () => {
  expect(refusals('slice', { size: '0B' })).toEqual(['expected a size of at least 1B, found less'])
  expect(refusals('slice', { size: '1B', gap: '0ms' })).toEqual([expect.stringMatching(/^expected a gap of at least/)])
})
