import { expect, test } from 'vitest'
import type { Json } from '../../src/core/json.js'
import { exchangeOf, hitBy, replyOf, sourceOf } from '../support/hit.js'
import { refusals } from '../support/refused.js'

/** Sends requests all at once; when each got its reply, or how it was turned away. */
const burst = async (options: Json, count: number) => {
  const hit = hitBy('queue', options)
  const ends: (number | string)[] = []
  const all = Array.from({ length: count }, async (_, n) => {
    const told = await hit
      .through(exchangeOf(), async () => replyOf(sourceOf(1)))
      .then(
        ({ status }) => (status === 200 ? hit.clock.now() : String(status)),
        (error: Error) => error.message,
      )
    ends[n] = told
  })
  await hit.clock.advance(60_000)
  await Promise.all(all)
  return { hit, ends }
}

test('waiting grows with the number of those who wait', async () => {
  const { hit, ends } = await burst({ rate: '20/s' }, 5)
  expect(ends).toEqual([0, 50, 100, 150, 200])
  expect(hit.facts('fault.passed').map(({ why }) => why)).toEqual(['the queue was empty'])
})

test('the queue has a limit, beyond which requests are turned away', async () => {
  expect((await burst({ rate: '10/s', limit: 2, onFull: 429 }, 5)).ends).toEqual([0, 100, 200, '429', '429'])
  expect((await burst({ rate: '10/s', limit: 1, onFull: 'reset' }, 3)).ends).toEqual([
    ...[0, 100],
    'the connection is cut: reset',
  ])
  expect((await burst({ rate: '10/s', limit: 1 }, 4)).ends).toEqual([0, 100, 200, 300])
})

test('a queue that was idle is empty', async () => {
  const { hit } = await burst({ rate: '10/s' }, 3)
  const start = hit.clock.now()
  await hit.through(exchangeOf(), async () => replyOf(sourceOf(1)))
  expect(hit.clock.now()).toBe(start)
})

test('a rate of nothing is refused', () => {
  expect(refusals('queue', { rate: '0/s' })).toEqual(['expected a rate above 0/s, found 0'])
})
