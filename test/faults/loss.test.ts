import { expect, test } from 'vitest'
import type { Json } from '../../src/core/json.js'
import { bytesFrom, exchangeOf, hitBy, replyOf, sourceOf } from '../support/hit.js'
import { refusals } from '../support/refused.js'

/** When the bytes of a reply of `chunks` chunks of `size` bytes arrived; every byte is checked. */
const arrivals = async (options: Json, chunks: number, size: number, seed = 1) => {
  const hit = hitBy('loss', options, seed)
  const received: Uint8Array[] = []
  const gaps: number[] = []
  const reading = (async () => {
    const reply = await hit.through(exchangeOf(), async () => replyOf(sourceOf(chunks, size)))
    for (let last = hit.clock.now(); ; last = hit.clock.now()) {
      const next = await reply.body[Symbol.asyncIterator]().next()
      if (next.done) break
      received.push(next.value)
      gaps.push(hit.clock.now() - last)
    }
  })()
  await hit.clock.advance(3_600_000)
  await reading
  expect(Buffer.concat(received).equals(bytesFrom(0, chunks * size))).toBe(true)
  return { hit, gaps: gaps.filter(gap => gap > 0) }
}

test('a lost segment is a stall of one round trip where enough follows it, else of the timeout', async () => {
  const { hit, gaps } = await arrivals({ rate: '2%', rtt: '10ms', rto: '300ms' }, 60, 20 * 1_460)
  const [rtt, rto] = [gaps.filter(gap => gap === 10).length, gaps.filter(gap => gap === 300).length]
  // Of 1,200 segments 24 are lost on average, 17 of 20 of them with three more behind them.
  expect(rtt).toBeGreaterThan(5)
  expect(rto).toBeGreaterThan(0)
  expect(rtt).toBeGreaterThan(rto)
  expect(gaps.filter(gap => gap !== 10 && gap !== 300).every(gap => gap === 610 || gap === 900)).toBe(true)
  const [acted] = hit.facts('fault.acted')
  expect(acted?.actual).toEqual({ stalls: gaps.length, ms: gaps.reduce((sum, gap) => sum + gap, 0) })
})

test('bursts are fewer stalls of the same loss', async () => {
  const many = await arrivals({ rate: '10%', rtt: '10ms' }, 60, 20 * 1_460)
  const bursts = await arrivals({ rate: '10%', rtt: '10ms', model: 'gilbert' }, 60, 20 * 1_460)
  expect(bursts.gaps.length).toBeGreaterThan(0)
  expect(bursts.gaps.length).toBeLessThan(many.gaps.length / 2)
})

test('the same seed loses the same segments', async () => {
  const one = await arrivals({ rate: '5%' }, 10, 20 * 1_460)
  expect((await arrivals({ rate: '5%' }, 10, 20 * 1_460)).gaps).toEqual(one.gaps)
  expect((await arrivals({ rate: '5%' }, 10, 20 * 1_460, 2)).gaps).not.toEqual(one.gaps)
})

test('where nothing was lost, that is a miss', async () => {
  const { hit, gaps } = await arrivals({ rate: '0%' }, 3, 1_000)
  expect(gaps).toEqual([])
  expect(hit.facts('fault.missed').map(({ why }) => why)).toEqual(['no segment was lost'])
})

test('more than half is refused', () => {
  expect(refusals('loss', { rate: '60%' })).toEqual(['expected a rate of at most 50%, found more'])
})
