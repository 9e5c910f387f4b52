import type { ServerResponse } from 'node:http'
import { expect, test } from 'vitest'
import { collect } from '../../src/core/body.js'
import type { Json } from '../../src/core/json.js'
import { bytesFrom, exchangeOf, hitBy, replyOf, sourceOf, turn } from '../support/hit.js'
import { httpOrigin } from '../support/origin.js'
import { head, rawClient } from '../support/raw-client.js'
import { refusals } from '../support/refused.js'
import { faultNamed, withProxy } from '../support/with-proxy.js'

/** Reads a reply of 3 chunks of 1,000 bytes; tells when what arrived. */
const reading = (options: Json) => {
  const hit = hitBy('stall', options)
  const seen: { asked?: number; replied?: number; bytes: [at: number, total: number][] } = { bytes: [] }
  const chunks: Uint8Array[] = []
  const go = async () => {
    const reply = await hit.through(exchangeOf(), async () => {
      seen.asked = hit.clock.now()
      return replyOf(sourceOf(3), [['content-length', '3000']])
    })
    seen.replied = hit.clock.now()
    for await (const chunk of reply.body) {
      chunks.push(chunk)
      seen.bytes.push([hit.clock.now(), Buffer.concat(chunks).length])
    }
  }
  return { hit, seen, chunks, going: go() }
}

test('the first bytes go through before it waits, and the rest comes afterwards, in order', async () => {
  const { hit, seen, chunks } = reading({ at: '1500B', duration: '2s' })
  await hit.clock.advance(1_999)
  expect(seen).toEqual({
    asked: 0,
    replied: 0,
    bytes: [
      [0, 1_000],
      [0, 1_500],
    ],
  })
  await hit.clock.advance(1)
  expect(seen.bytes.slice(2)).toEqual([
    [2_000, 2_000],
    [2_000, 3_000],
  ])
  expect(Buffer.concat(chunks).equals(bytesFrom(0, 3_000))).toBe(true)
  expect(hit.facts('fault.acted').map(({ actual }) => actual)).toEqual([{ bytes: 1_500, ms: 2_000 }])
})

test('a share of the body is that share of its length', async () => {
  const { hit, seen } = reading({ at: '20%', duration: '1s' })
  await turn()
  expect(seen.bytes).toEqual([[0, 600]])
  await hit.clock.advance(1_000)
  expect(seen.bytes.at(-1)).toEqual([1_000, 3_000])
})

test('at: request holds the request, at: response the reply', async () => {
  const before = reading({ at: 'request', duration: '1s' })
  await before.hit.clock.advance(5_000)
  expect(before.seen).toMatchObject({ asked: 1_000, replied: 1_000 })
  const after = reading({ at: 'response', duration: '1s' })
  await after.hit.clock.advance(5_000)
  expect(after.seen).toMatchObject({ asked: 0, replied: 1_000 })
})

test('without a duration it waits until it is lifted, and then every byte arrives', async () => {
  const { hit, going, chunks } = reading({ at: '1500B' })
  await hit.clock.advance(3_600_000)
  expect(Buffer.concat(chunks)).toHaveLength(1_500)
  hit.lift()
  await going
  expect(Buffer.concat(chunks).equals(bytesFrom(0, 3_000))).toBe(true)
})

test('a reply without a length cannot be stalled by a share of it: it passes, and that is a miss', async () => {
  const hit = hitBy('stall', { at: '50%', duration: '1s' })
  const reply = await hit.through(exchangeOf(), async () => replyOf(sourceOf(3)))
  expect(await collect(reply.body)).toHaveLength(3_000)
  expect(hit.facts('fault.missed')).toHaveLength(1)
})

test('over real sockets the connection stays open and silent in the middle of the body', async () => {
  const body = Buffer.from(Array.from({ length: 50_000 }, (_, n) => 97 + (n % 26)))
  await using origin = await httpOrigin((_: unknown, response: ServerResponse) => {
    response.setHeader('Content-Length', body.length)
    response.end(body)
  })
  await using proxy = await withProxy({ upstream: origin.url })
  const lift = proxy.inject(faultNamed('stall', { at: '20000B' }))
  await using client = await rawClient(proxy.port)
  await client.send(head('GET /'))
  const start = (await client.until('\r\n\r\n')).indexOf('\r\n\r\n') + 4
  await client.until(start + 20_000)
  await expect(client.until(start + 20_001, 60)).rejects.toThrow('60 ms passed')
  expect(client.ending).toBe('open')
  lift()
  await client.until(start + 50_000)
  expect(client.received.subarray(start).equals(body)).toBe(true)
})

test('a duration has a unit', () => {
  expect(refusals('stall', { duration: 5 })).toEqual([expect.stringMatching(/^expected a duration .* has no unit$/)])
})
