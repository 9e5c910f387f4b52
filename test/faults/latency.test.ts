// Over 150 lines: all the places and shapes in which one fault waits.
import { expect, test } from 'vitest'
import type { HeaderList } from '../../src/core/headers.js'
import type { Json } from '../../src/core/json.js'
import { seeded } from '../../src/core/random.js'
import { latency } from '../../src/faults/latency.js'
import { exchangeOf, hitBy, replyOf, sourceOf, turn } from '../support/hit.js'
import { httpOrigin } from '../support/origin.js'
import { faultNamed, withProxy } from '../support/with-proxy.js'

const QUANTILES = { p50: '20ms', p90: '80ms', p99: '400ms', max: '2s' }

/** Sends one exchange through; the upstream takes `upstreamMs`. Tells when things happened, in ms. */
const timeline = (options: Json, upstreamMs = 0) => {
  const hit = hitBy('latency', options)
  const seen: { asked?: number; replied?: number } = {}
  const exchange = exchangeOf()
  const going = hit
    .through(exchange, async () => {
      seen.asked = hit.clock.now()
      if (upstreamMs > 0) await hit.clock.sleep(upstreamMs, exchange.signal)
      return replyOf(sourceOf(1))
    })
    .then(() => {
      seen.replied = hit.clock.now()
    })
  return { hit, exchange, seen, going }
}

test('added time is waited before the request goes on', async () => {
  const { hit, seen } = timeline({ add: '100ms' }, 30)
  await hit.clock.advance(99.9)
  expect(seen).toEqual({})
  await hit.clock.advance(1_000)
  expect(seen).toEqual({ asked: 100, replied: 130 })
})

test('at: response, it is waited when the upstream has answered', async () => {
  const { hit, seen } = timeline({ add: '100ms', at: 'response' }, 30)
  await hit.clock.advance(1_000)
  expect(seen).toEqual({ asked: 0, replied: 130 })
})

test('a floor waits only what is left of it', async () => {
  const quick = timeline({ floor: '100ms' }, 30)
  await quick.hit.clock.advance(1_000)
  expect(quick.seen).toEqual({ asked: 0, replied: 100 })
  expect(quick.hit.facts('fault.acted').map(({ actual }) => actual)).toEqual([{ ms: 70 }])
  const slow = timeline({ floor: '100ms' }, 130)
  await slow.hit.clock.advance(1_000)
  expect(slow.seen).toEqual({ asked: 0, replied: 130 })
  expect(slow.hit.facts('fault.acted').map(({ actual }) => actual)).toEqual([{ ms: 0 }])
})

test('what it did is journalled beside what was planned, also when it was lifted early', async () => {
  const { hit, going } = timeline({ add: '100ms' })
  expect(hit.dose).toEqual({ ms: 100, mode: 'add', at: 'request' })
  await hit.clock.advance(40)
  hit.lift()
  await going
  expect(hit.facts('fault.acted').map(({ actual }) => actual)).toEqual([{ ms: 40 }])
})

test('those it holds go on in the order in which they came when it is lifted', async () => {
  const hit = hitBy('latency', { add: '10s' })
  const order: number[] = []
  for (const n of [1, 2, 3, 4]) void hit.through(exchangeOf(), async () => replyOf(sourceOf(order.push(n) - n)))
  await turn()
  expect(order).toEqual([])
  hit.lift()
  await turn(1)
  expect(order).toEqual([1, 2, 3, 4])
})

test('an upstream that fails is late, too', async () => {
  const hit = hitBy('latency', { add: '100ms', at: 'response' })
  const going = hit.through(exchangeOf(), () => Promise.reject(new Error('no upstream'))).catch(() => hit.clock.now())
  await hit.clock.advance(1_000)
  expect(await going).toBe(100)
})

test('a dose is drawn as the distribution says, to the thousandth of a ms', () => {
  const doses = (options: Json) => {
    const fault = faultNamed('latency', options)
    return Array.from({ length: 500 }, (_, n) => JSON.parse(JSON.stringify(fault.draw(seeded(n)).dose)).ms as number)
  }
  const uniform = doses({ add: '100ms', jitter: '20%' })
  expect(Math.min(...uniform)).toBeGreaterThanOrEqual(80)
  expect(Math.max(...uniform)).toBeLessThanOrEqual(120)
  expect(new Set(uniform).size).toBeGreaterThan(400)
  const normal = doses({ add: '100ms', jitter: '30ms', distribution: 'normal' })
  expect(Math.max(...normal)).toBeGreaterThan(150)
  for (const ms of [...uniform, ...normal]) expect(Math.round(ms * 1_000) / 1_000).toBe(ms)
})

test.each<[string, Json, string]>([
  ['neither add nor floor', {}, 'expected one of add, floor and quantiles, found none'],
  ['both', { add: '1s', floor: '1s' }, 'expected one of add, floor and quantiles, found several'],
  ['a number', { add: 300 }, 'expected a duration such as 250ms, 2s or 1m, found the number 300, which has no unit'],
  [
    ...(['a jitter that is neither', { add: '1s', jitter: 'some' }] as const),
    'expected a percentage such as 20% or a duration such as 50ms, found "some"',
  ],
  [
    ...(['a distribution without jitter', { add: '1s', distribution: 'normal' }] as const),
    'expected a jitter for the distribution normal, found none',
  ],
  [
    ...(['jitter that is fixed', { add: '1s', jitter: '5%', distribution: 'fixed' }] as const),
    'expected no jitter with the distribution fixed; uniform, normal or lognormal would do',
  ],
  [
    ...(['jitter that is exponential', { add: '1s', jitter: '5%', distribution: 'exponential' }] as const),
    'expected no jitter with the distribution exponential; uniform, normal or lognormal would do',
  ],
  [
    ...(['quantiles beside a time', { add: '1s', distribution: QUANTILES }] as const),
    'expected one of add, floor and quantiles, found several',
  ],
  [
    ...(['quantiles that fall', { distribution: { ...QUANTILES, p90: '1ms' } }] as const),
    'expected p50 <= p90 <= p99 <= max',
  ],
  [
    ...(['a distribution of no such name', { add: '1s', distribution: 'bell' }] as const),
    'expected fixed, uniform, normal, lognormal, pareto, exponential, or {p50, p90, p99, max}, found "bell"',
  ],
  [
    ...(['a direction of a request', { add: '1s', direction: 'up' }] as const),
    'expected a direction with at: eachChunk, eachMessage, end, found at: request',
  ],
  ['a floor of chunks', { floor: '1s', at: 'eachChunk' }, 'expected at: response with a floor, found at: eachChunk'],
])('%s is refused', (_, options, message) => {
  const bound = latency.bind(options)
  expect(bound.ok ? [] : bound.issues.map(issue => issue.message)).toEqual([message])
})

/** When each chunk of a reply arrives, and its end; the upstream sends three chunks, 10 ms apart, and ends with the last. */
const arrivals = async (options: Json, headers: HeaderList = [], lift?: number) => {
  const hit = hitBy('latency', options)
  const exchange = exchangeOf()
  async function* chunks() {
    for (const chunk of ['one', 'two', 'six']) {
      yield Buffer.from(chunk)
      await hit.clock.sleep(10, exchange.signal)
    }
  }
  const seen: [string, number][] = []
  const go = async () => {
    const reply = await hit.through(exchange, async () => replyOf(chunks(), headers))
    seen.push(['head', hit.clock.now()])
    for await (const chunk of reply.body) seen.push([Buffer.from(chunk).toString(), hit.clock.now()])
    seen.push(['end', hit.clock.now()])
  }
  const going = go()
  if (lift !== undefined) await hit.clock.advance(lift)
  if (lift !== undefined) hit.lift()
  await hit.clock.advance(5_000)
  await going
  return { seen, hit }
}

test('at: eachChunk, the head, each chunk and the end are late by the time at which they came, and none waits for another', async () => {
  const { seen, hit } = await arrivals({ add: '100ms', at: 'eachChunk' })
  expect(seen).toEqual([
    ['head', 100],
    ['one', 100],
    ['two', 110],
    ['six', 120],
    ['end', 130],
  ])
  expect(hit.facts('fault.acted').map(({ actual }) => actual)).toEqual([{ direction: 'down', pieces: 4, mostMs: 100 }])
})

test('at: eachChunk, what is on its way when it is lifted arrives at once, in order', async () => {
  const { seen } = await arrivals({ add: '100ms', at: 'eachChunk' }, [], 15)
  expect(seen).toEqual([
    ['head', 15],
    ['one', 15],
    ['two', 15],
    ['six', 20],
    ['end', 30],
  ])
})

test('at: end, only the end is late; where the length is known that is the last byte', async () => {
  expect((await arrivals({ add: '1s', at: 'end' })).seen.slice(-2)).toEqual([
    ['six', 20],
    ['end', 1_030],
  ])
  expect((await arrivals({ add: '1s', at: 'end' }, [['Content-Length', '9']])).seen.slice(-3)).toEqual([
    ['si', 20],
    ['x', 1_020],
    ['end', 1_030],
  ])
})

test('at: eachMessage, events of a stream are late as a whole, and anything else is a miss', async () => {
  const { hit, seen } = await arrivals({ add: '50ms', at: 'eachMessage' }, [['Content-Type', 'text/event-stream']])
  expect(seen).toEqual([
    ['head', 0],
    ['onetwosix', 80],
    ['end', 80],
  ])
  expect(hit.facts('fault.missed')).toEqual([])
  const other = await arrivals({ add: '50ms', at: 'eachMessage' })
  expect(other.hit.facts('fault.missed').map(({ why }) => why)).toEqual([
    'the reply is no stream of events or of messages',
  ])
})

test('over real sockets it is never early, and the upstream is asked after the wait', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed('latency', { add: '40ms' }))
  const times = await Promise.all(
    Array.from({ length: 60 }, async (_, n) => {
      const start = performance.now()
      await (await fetch(`${proxy.url}/${n}`)).text()
      return performance.now() - start
    }),
  )
  expect(Math.min(...times)).toBeGreaterThanOrEqual(40)
  const acted = proxy.facts('fault.acted').map(({ actual }) => JSON.parse(JSON.stringify(actual)).ms as number)
  expect(acted.length).toBe(60)
  expect(Math.min(...acted)).toBeGreaterThanOrEqual(40)
})

test('a ramp of doses hits everybody, and lets the dose grow that is journalled', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  let share = 0.5
  proxy.inject(faultNamed('latency', { add: '40ms' }), { intensity: () => share, of: 'dose' })
  await (await fetch(proxy.url)).text()
  share = 1
  await (await fetch(proxy.url)).text()
  expect(proxy.facts('fault.injected').map(({ dose }) => dose)).toMatchObject([{ ms: 20 }, { ms: 40 }])
})
