import { expect, test } from 'vitest'
import { bytesFrom, exchangeOf, hitBy, replyOf, sourceOf } from '../support/hit.js'
import { refusals } from '../support/refused.js'

test('all connections freeze together, also in the middle of a body, and are released at once', async () => {
  const hit = hitBy('pause', { every: '1s', for: '200ms' })
  const slow = (async function* () {
    for (let n = 0; n < 30; n++) {
      await hit.clock.sleep(50, new AbortController().signal)
      yield bytesFrom(n * 10, 10)
    }
  })()
  const times: number[] = []
  const chunks: Uint8Array[] = []
  const streaming = (async () => {
    const reply = await hit.through(exchangeOf({}, { id: 1, client: '::1' }), async () => replyOf(slow))
    for await (const chunk of reply.body) {
      times.push(hit.clock.now())
      chunks.push(chunk)
    }
  })()
  await hit.clock.advance(1_030)
  let answeredAt = Number.NaN
  const other = hit.through(exchangeOf({}, { id: 2, client: '::2' }), async () => {
    answeredAt = hit.clock.now()
    return replyOf(sourceOf(1))
  })
  await hit.clock.advance(5_000)
  await Promise.all([streaming, other])
  expect(Buffer.concat(chunks).equals(bytesFrom(0, 300))).toBe(true)
  expect(times.filter(time => time % 1_000 < 200)).toEqual([])
  expect(times).toContain(1_200)
  expect(answeredAt).toBe(1_200)
})

test('an exchange that no pause falls into is a miss', async () => {
  const hit = hitBy('pause', { every: '1s', for: '200ms' })
  const one = async () => {
    const reply = await hit.through(exchangeOf(), async () => replyOf(sourceOf(1)))
    for await (const _ of reply.body);
  }
  const first = one()
  await hit.clock.advance(500)
  await first
  await one()
  expect(hit.facts('fault.acted').map(({ actual }) => actual)).toEqual([{ ms: 200 }])
  expect(hit.facts('fault.missed').map(({ why }) => why)).toEqual(['no pause fell into it'])
})

test('a pause without an end is refused', () => {
  const message = 'expected for to be more than 0ms and less than every'
  expect(refusals('pause', { every: '1s', for: '1s' })).toEqual([message])
})
