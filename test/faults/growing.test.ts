import { expect, test } from 'vitest'
import type { Json } from '../../src/core/json.js'
import { exchangeOf, hitBy, replyOf, sourceOf, turn } from '../support/hit.js'
import { httpOrigin } from '../support/origin.js'
import { rawClient } from '../support/raw-client.js'
import { faultNamed, withProxy } from '../support/with-proxy.js'

const CHUNK = 1_000

/** How long each half of a reply of 20 chunks takes, in ms, when a ramp is at its half in the first and over in the second. */
const halves = async (name: string, options: Json) => {
  let share = 0.5
  const hit = hitBy(name, options, 1, () => share)
  const { body } = await hit.through(exchangeOf(), async () => replyOf(sourceOf(20, CHUNK)))
  const times: number[] = []
  let bytes = 0
  const reading = (async () => {
    for await (const part of body) {
      bytes += part.length
      if (times.length < Math.floor(bytes / (10 * CHUNK))) times.push(hit.clock.now())
      if (times.length === 1) share = 1
    }
  })()
  for (let n = 0; n < 500 && times.length < 2; n++) await hit.clock.advance(100)
  hit.lift()
  await reading
  const [first = Number.NaN, second = Number.NaN] = times
  return { first, second: second - first }
}

test.each<[string, Json]>([
  ['bandwidth', { rate: '1kB/s' }],
  ['slowReader', { rate: '1kB/s', direction: 'down' }],
  ['slice', { size: '100B', gap: '100ms' }],
])(
  '%s %j follows a ramp while one body passes: all of the dose takes twice as long as half of it',
  async (...fault) => {
    const { first, second } = await halves(...fault)
    expect(first).toBeGreaterThan(4_000)
    expect(second / first).toBeGreaterThan(1.9)
    expect(second / first).toBeLessThan(2.1)
  },
)

test('loss follows a ramp while one body passes: nothing is lost before it begins', async () => {
  let share = 0
  const hit = hitBy('loss', { rate: '50%', rtt: '1s', rto: '1s' }, 1, () => share)
  const { body } = await hit.through(exchangeOf(), async () => replyOf(sourceOf(20, CHUNK)))
  let chunks = 0
  const reading = (async () => {
    for await (const _ of body) if (++chunks === 10) share = 1
  })()
  await turn(5)
  expect(chunks).toBeGreaterThanOrEqual(10)
  expect(hit.clock.sleepers).toBe(1)
  hit.lift()
  await reading
  expect(chunks).toBe(20)
})

test('a connection of TCP that is there before a ramp begins gets later and later', async () => {
  await using origin = await httpOrigin()
  origin.server.removeAllListeners('connection')
  origin.server.on('connection', socket => void socket.pipe(socket))
  await using proxy = await withProxy({ upstream: new URL(`tcp://127.0.0.1:${origin.port}`) })
  let share = 0
  proxy.inject(faultNamed('latency', { add: '60ms', at: 'eachChunk' }), { intensity: () => share, of: 'dose' })
  await using client = await rawClient(proxy.port)
  const asked = async (text: string) => {
    const start = performance.now()
    await client.send(text)
    await client.until(text)
    return performance.now() - start
  }
  await asked('a')
  share = 1
  expect(await asked('b')).toBeGreaterThan(59)
  client.finish()
  await client.ended()
  await proxy.closed(1)
  expect(proxy.facts('fault.injected')[0]?.dose).toMatchObject({ ms: 0 })
  expect(proxy.facts('fault.acted')[0]?.actual).toMatchObject({ mostMs: 60 })
})
