import { expect, test } from 'vitest'
import type { Json } from '../../src/core/json.js'
import { exchangeOf, hitBy, replyOf, sourceOf } from '../support/hit.js'
import { httpOrigin } from '../support/origin.js'
import { head, talkRaw } from '../support/raw-client.js'
import { refusals } from '../support/refused.js'
import { faultNamed, withProxy } from '../support/with-proxy.js'

const limited = (options: Json) => {
  const hit = hitBy('rateLimit', options)
  const ask = async (client = '127.0.0.1') => {
    const reply = await hit.through(exchangeOf({}, { id: 1, client }), async () => replyOf(sourceOf(1)))
    return { status: reply.status, headers: Object.fromEntries(reply.headers) }
  }
  return { hit, ask }
}

test('request limit + 1 gets a 429 with the fields of the limit, and the upstream never sees it', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed('rateLimit', { limit: 2, window: '1h' }))
  const texts: string[] = []
  for (const n of [1, 2, 3]) texts.push((await talkRaw(proxy.port, head(`GET /${n}`, 'Connection: close'))).text)
  expect(texts.map(text => text.slice(9, 12))).toEqual(['200', '200', '429'])
  expect(texts[0]).toMatch(/\r\nRateLimit-Policy: "default";q=2;w=3600\r\nRateLimit: "default";r=1;t=3600\r\n/)
  expect(texts[2]).toMatch(/\r\nRetry-After: 3600\r\n/)
  expect(texts[2]).toMatch(/\r\nRateLimit: "default";r=0;t=3600\r\n/)
  expect(origin.seen).toHaveLength(2)
  expect(proxy.facts('fault.passed')).toHaveLength(2)
})

test('who waits as long as Retry-After says is served', async () => {
  const { hit, ask } = limited({ limit: 1, window: '1500ms' })
  expect((await ask()).status).toBe(200)
  await hit.clock.advance(200)
  const refused = await ask()
  expect(refused).toMatchObject({ status: 429, headers: { 'Retry-After': '2' } })
  await hit.clock.advance(2_000)
  expect((await ask()).status).toBe(200)
})

test('each client has a limit of its own, unless they share one', async () => {
  const own = limited({ limit: 1, window: '1s' })
  expect([(await own.ask('::1')).status, (await own.ask('::2')).status]).toEqual([200, 200])
  const shared = limited({ limit: 1, window: '1s', scope: 'proxy' })
  expect([(await shared.ask('::1')).status, (await shared.ask('::2')).status]).toEqual([200, 429])
})

test('punishEarly: who calls again before Retry-After is over waits anew', async () => {
  const { hit, ask } = limited({ limit: 1, window: '1s', retryAfter: '3s', punishEarly: true })
  const seen: number[] = []
  for (const ms of [0, 500, 2_000, 2_500, 3_000]) {
    await hit.clock.advance(ms)
    seen.push((await ask()).status)
  }
  expect(seen).toEqual([200, 429, 429, 429, 200])
})

test('legacy fields, or none, and another status', async () => {
  const legacy = await limited({ limit: 5, window: '1m', headers: 'legacy' }).ask()
  expect(legacy.headers).toEqual({ 'X-RateLimit-Limit': '5', 'X-RateLimit-Remaining': '4', 'X-RateLimit-Reset': '60' })
  const silent = limited({ limit: 1, window: '1m', headers: 'none', status: 503 })
  expect((await silent.ask()).headers).toEqual({})
  const refused = await silent.ask()
  expect([refused.status, Object.keys(refused.headers)]).toEqual([
    503,
    ['Retry-After', 'Content-Type', 'Content-Length'],
  ])
})

test.each<[string, Json, string]>([
  ['no limit', { window: '1s' }, 'expected limit, found nothing'],
  ['a limit of 0', { limit: 0, window: '1s' }, 'expected a number of requests, at least 1, found 0'],
  ['no time', { limit: 1, window: '0ms' }, 'expected a window of at least 1ms, found a shorter one'],
  ['success', { limit: 1, window: '1s', status: 200 }, 'expected an error status from 400 to 599, found 200'],
  [
    'another algorithm',
    { limit: 1, window: '1s', algorithm: 'leaky' },
    'expected fixed, sliding, token, found "leaky"',
  ],
])('%s is refused', (_, options, message) => {
  expect(refusals('rateLimit', options)).toEqual([message])
})
