import { expect, test } from 'vitest'
import type { Json } from '../../src/core/json.js'
import { exchangeOf, hitBy, replyOf, sourceOf } from '../support/hit.js'

/** Sends one request after each pause in ms; how long each took. */
const times = async (options: Json, pauses: readonly number[]) => {
  const hit = hitBy('coldStart', options)
  const took: number[] = []
  for (const pause of pauses) {
    await hit.clock.advance(pause)
    const start = hit.clock.now()
    const going = hit.through(exchangeOf(), async () => replyOf(sourceOf(1))).then(() => hit.clock.now() - start)
    await hit.clock.advance(500)
    took.push(await going)
  }
  return { took, passed: hit.facts('fault.passed').length }
}

test('only the first are slow', async () => {
  expect(await times({ add: '300ms', first: 2 }, [0, 0, 0, 0])).toEqual({ took: [300, 300, 0, 0], passed: 2 })
})

test('and again when there was none for a while', async () => {
  const { took } = await times({ add: '300ms', idle: '10s' }, [0, 5_000, 9_000, 11_000, 0])
  expect(took).toEqual([300, 0, 0, 300, 0])
})
