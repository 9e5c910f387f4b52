// Over 150 lines: one load: its rhythm, its answers and its end.
import * as v from 'valibot'
import { expect, test } from 'vitest'
import type { Clock } from '../../src/core/clock.js'
import { replyContent } from '../../src/core/expected-reply.js'
import { seeded } from '../../src/core/random.js'
import { systemClock } from '../../src/core/system-clock.js'
import type { LoadRequest, LoadSpec } from '../../src/experiment/experiment.js'
import { openLoad } from '../../src/run/load.js'
import { freePorts } from '../../src/run/ports.js'
import { recordingJournal } from '../support/journal.js'
import { manualClock } from '../support/manual-clock.js'
import { httpOrigin } from '../support/origin.js'

const request: LoadRequest = {
  ...{
    name: 'cart',
    weight: 1,
    method: 'GET',
    path: '/cart',
    headers: {},
    body: null,
    expect: { status: [], header: {} },
  },
}
const loadOn = (url: URL, parts: Partial<LoadSpec> = {}): LoadSpec => ({
  ...{ id: 'shoppers', baseUrl: url.href, perSecond: 10, maxInFlight: 100, arrivals: 'constant', timeoutMs: 5_000 },
  ...{ headers: {}, requests: [request], phases: null },
  ...parts,
})
const opening = (clock: Clock, ...specs: LoadSpec[]) => {
  const journal = recordingJournal(clock)
  return { journal, load: openLoad(specs, { clock, journal, random: seeded(1) }) }
}

test('arrivals do not wait for answers', async () => {
  await using origin = await httpOrigin(() => {})
  const clock = manualClock()
  const { load } = opening(clock, loadOn(origin.url))
  const stop = load.start('inject')
  await clock.advance(0)
  await expect.poll(() => clock.sleepers).toBeGreaterThan(0)
  await clock.advance(1_000)
  await expect.poll(() => origin.seen.length).toBe(10)
  stop()
  await load.close(0)
})

test('answers are journalled with the name of their request, and what is not good says why', async () => {
  let count = 0
  await using origin = await httpOrigin((_, response) => response.writeHead(++count === 1 ? 404 : 302).end('x'))
  const clock = systemClock()
  const { journal, load } = opening(clock, loadOn(origin.url, { perSecond: 50 }))
  const stop = load.start('inject')
  await expect.poll(() => journal.of('load.sampled').length, { timeout: 5_000 }).toBeGreaterThan(1)
  stop()
  await load.close(1_000)
  const [first, second] = journal.of('load.sampled')
  expect(first).toMatchObject({
    ...{ load: 'shoppers', request: 'cart' },
    sample: { ok: false, error: 'httpStatus', status: 404, detail: 'status 404, expected 200-399' },
  })
  expect(second?.sample).toMatchObject({ ok: true, status: 302 })
  expect(second?.lateMs).toBeGreaterThanOrEqual(0)
  expect(second?.sample.latencyMs).toBeGreaterThanOrEqual(second?.lateMs ?? 0)
})

test('a status that is expected is good as well', async () => {
  await using origin = await httpOrigin((_, response) => response.writeHead(409).end())
  const requests = [{ ...request, expect: { status: [[409, 409] as const], header: {} } }]
  const { journal, load } = opening(systemClock(), loadOn(origin.url, { perSecond: 50, requests }))
  load.start('inject')
  await expect.poll(() => journal.of('load.sampled').length, { timeout: 5_000 }).toBeGreaterThan(0)
  await load.close(1_000)
  expect(journal.of('load.sampled')[0]?.sample).toMatchObject({ ok: true, status: 409 })
})

test('a reply without what is expected in its fields or its body is a failure, and says what is missing', async () => {
  await using origin = await httpOrigin((_, response) => response.setHeader('x-shop', 'a').end('{"state":"queued"}'))
  const json = v.parse(replyContent.json, { '$.state': 'done' })
  const requests = [
    { ...request, expect: { status: [], header: { 'x-shop': 'b' } } },
    { ...request, name: 'order', expect: { status: [], header: { 'x-shop': '*' }, json } },
    { ...request, name: 'fine', expect: { status: [], header: { 'x-shop': 'a' }, body: 'queued' } },
  ]
  const { journal, load } = opening(systemClock(), loadOn(origin.url, { perSecond: 100, requests }))
  const names = () => new Set(journal.of('load.sampled').map(({ request }) => request))
  load.start('inject')
  await expect.poll(() => names().size, { timeout: 5_000 }).toBe(3)
  await load.close(1_000)
  const found = Object.fromEntries(journal.of('load.sampled').map(({ request, sample }) => [request, sample]))
  expect(found).toMatchObject({
    cart: { ok: false, error: 'body', status: 200, detail: 'x-shop is a, expected b' },
    order: { ok: false, error: 'body', detail: 'the body has "queued" at $.state, expected "done"' },
    fine: { ok: true, status: 200 },
  })
})

test('latency counts from the time when the request was due, and a timeout is a failed sample', async () => {
  await using origin = await httpOrigin(() => {})
  const clock = manualClock()
  const { journal, load } = opening(clock, loadOn(origin.url, { perSecond: 1, timeoutMs: 500 }))
  const stop = load.start('inject')
  await expect.poll(() => clock.sleepers).toBeGreaterThan(0)
  await clock.advance(1_000)
  stop()
  await clock.advance(500)
  expect(journal.of('load.sampled')).toMatchObject([
    { lateMs: 0, sample: { ok: false, error: 'timeout', latencyMs: 500 } },
  ])
  await load.close(0)
})

test('requests over maxInFlight are dropped, and that is journalled', async () => {
  await using origin = await httpOrigin(() => {})
  const clock = manualClock()
  const { journal, load } = opening(clock, loadOn(origin.url, { maxInFlight: 3 }))
  load.start('inject')
  await expect.poll(() => clock.sleepers).toBeGreaterThan(0)
  await clock.advance(1_000)
  expect(journal.of('load.dropped')).toHaveLength(7)
  await load.close(0)
})

test('a load runs in its phases only, and its order goes on from one to the next', async () => {
  await using origin = await httpOrigin()
  const clock = manualClock()
  const requests = [{ ...request, path: '/${random.int(1,1000000)}' }]
  const { load } = opening(clock, loadOn(origin.url, { phases: ['baseline', 'inject'], requests }))
  for (const phase of ['warmup', 'baseline', 'inject']) {
    const stop = load.start(phase)
    if (phase !== 'warmup') await expect.poll(() => clock.sleepers).toBeGreaterThan(0)
    await clock.advance(200)
    stop()
    await clock.advance(500)
  }
  await expect.poll(() => origin.seen.length).toBe(4)
  expect(new Set(origin.seen.map(({ target }) => target)).size).toBe(4)
  await load.close(1_000)
})

test('nobody listening is a failed sample, and there is no second try', async () => {
  const [port] = await freePorts(1)
  const { journal, load } = opening(systemClock(), loadOn(new URL(`http://127.0.0.1:${port}`), { perSecond: 50 }))
  const stop = load.start('inject')
  await expect.poll(() => journal.of('load.sampled').length, { timeout: 5_000 }).toBeGreaterThan(0)
  stop()
  await load.close(1_000)
  expect(journal.of('load.sampled')[0]?.sample).toMatchObject({ ok: false, error: 'connect' })
})

test('closing waits for requests in flight, then gives them up, and nothing is journalled after it', async () => {
  await using origin = await httpOrigin(() => {})
  const clock = manualClock()
  const { journal, load } = opening(clock, loadOn(origin.url))
  load.start('inject')
  await expect.poll(() => clock.sleepers).toBeGreaterThan(0)
  await clock.advance(100)
  await expect.poll(() => origin.seen.length).toBe(1)
  const closing = load.close(1_000)
  await clock.advance(500)
  origin.answer((_, response) => response.end())
  await clock.advance(500)
  await closing
  await clock.advance(10_000)
  expect(journal.of('load.sampled')).toEqual([])
  expect(origin.seen).toHaveLength(1)
})
