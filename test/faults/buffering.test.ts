import { expect, test } from 'vitest'
import { bodyOf } from '../../src/core/body.js'
import { exchangeOf, hitBy, replyOf, turn } from '../support/hit.js'
import { refusals } from '../support/refused.js'

/** An event of 10 bytes every 100 ms, ten of them; when how many bytes arrived. */
const events = (until: string) => {
  const hit = hitBy('buffering', { until })
  const body = (async function* () {
    for (let n = 0; n < 10; n++) {
      yield Buffer.from(`data: ${n}\n\n `)
      await hit.clock.sleep(100, new AbortController().signal)
    }
  })()
  const seen: [number, number][] = []
  const chunks: Uint8Array[] = []
  const reading = (async () => {
    const reply = await hit.through(exchangeOf(), async () => replyOf(body))
    for await (const chunk of reply.body) {
      seen.push([hit.clock.now(), chunk.length])
      chunks.push(chunk)
    }
  })()
  const whole = async () => {
    await reading
    return Buffer.concat(chunks).toString()
  }
  return { hit, seen, whole }
}
const ALL = Array.from({ length: 10 }, (_, n) => `data: ${n}\n\n `).join('')

test('complete: all of it comes at the end', async () => {
  const { hit, seen, whole } = events('complete')
  await hit.clock.advance(5_000)
  expect(await whole()).toBe(ALL)
  expect(seen).toEqual([[1_000, 100]])
  expect(hit.facts('fault.acted').map(({ actual }) => actual)).toEqual([{ bursts: 1 }])
})

test('a size: bursts of at least as many bytes', async () => {
  const { hit, seen, whole } = events('30B')
  await hit.clock.advance(5_000)
  expect(await whole()).toBe(ALL)
  expect(seen).toEqual([
    [200, 30],
    [500, 30],
    [800, 30],
    [1_000, 10],
  ])
})

test('a time: a burst each time it is over', async () => {
  const { hit, seen, whole } = events('350ms')
  await hit.clock.advance(5_000)
  expect(await whole()).toBe(ALL)
  expect(seen).toEqual([
    [350, 40],
    [700, 30],
    [1_000, 30],
  ])
})

test('what is held is delivered at once when the fault is lifted, and the rest as it comes', async () => {
  const { hit, seen, whole } = events('complete')
  await hit.clock.advance(250)
  expect(seen).toEqual([])
  hit.lift()
  await turn()
  expect(seen).toEqual([[250, 30]])
  await hit.clock.advance(5_000)
  expect(await whole()).toBe(ALL)
  expect(seen[1]).toEqual([300, 10])
})

test('an empty body cannot be held back, and that is a miss', async () => {
  const hit = hitBy('buffering', {})
  const reply = await hit.through(exchangeOf(), async () => replyOf(bodyOf()))
  for await (const _ of reply.body) expect.unreachable()
  expect(hit.facts('fault.missed').map(({ why }) => why)).toEqual(['the body is empty'])
})

test.each(['never', '2MiB', '0B', 5])('until %j is refused', until => {
  expect(refusals('buffering', { until })).toEqual([expect.stringMatching(/^expected complete, a size/)])
})
