import { expect, test } from 'vitest'
import { systemClock } from '../../src/core/system-clock.js'
import { http } from '../../src/probes/http.js'
import { freePorts } from '../../src/run/ports.js'
import { openProbe, sampleOnce } from '../support/open-probe.js'
import { httpOrigin, rawOrigin } from '../support/origin.js'

const health = { status: 'ok', queue: { depth: 3 } }
const answering = (status: number, body: string, headers: Record<string, string> = {}) =>
  httpOrigin((_, response) => response.writeHead(status, headers).end(body))

test('a reply from 200 to 399 is good, and its status is in the sample', async () => {
  await using origin = await answering(204, '')
  const sample = await sampleOnce(http, { url: origin.url.href })
  expect(sample).toEqual({ ok: true, status: 204, latencyMs: expect.any(Number) })
  expect(sample.latencyMs).toBeGreaterThan(0)
})

test('method and headers are sent as they are written', async () => {
  await using origin = await answering(200, '')
  await sampleOnce(http, { url: `${origin.url}a?b=1`, method: 'PROPFIND', headers: { 'X-Token': 'abc', depth: 1 } })
  expect(origin.seen[0]).toMatchObject({ method: 'PROPFIND', target: '/a?b=1' })
  expect(Object.fromEntries(origin.seen[0]?.headers ?? [])).toMatchObject({ 'X-Token': 'abc', depth: '1' })
})

test('every sample is on a connection of its own', async () => {
  await using origin = await answering(200, 'ok')
  const prober = openProbe(http, { url: origin.url.href })
  if (prober.kind !== 'active') throw new Error('http is active')
  for (let times = 0; times < 3; times++) await prober.sample(new AbortController().signal)
  await prober.close?.()
  expect(origin.seen.map(({ connection }) => connection)).toEqual([1, 2, 3])
})

test.each([
  ['status', 503, {}, { error: 'httpStatus', detail: 'status 503, expected 200-399', status: 503 }],
  ['status', 200, { status: [201, '300-302'] }, { error: 'httpStatus', detail: 'status 200, expected 201, 300-302' }],
  ['redirect', 302, { status: 200 }, { error: 'httpStatus', status: 302 }],
  ['header', 200, { header: { 'x-ready': 'yes' } }, { error: 'body', detail: 'x-ready is no, expected yes' }],
  ['header', 200, { header: { 'X-Other': '*' } }, { error: 'body', detail: 'the reply has no X-Other' }],
  ['body', 200, { body: 'ready' }, { error: 'body', detail: 'the body does not contain ready' }],
  ['body', 200, { body: { regex: '^ready' } }, { error: 'body', detail: 'the body does not match ^ready' }],
  ['json', 200, { json: { '$.status': 'down' } }, { error: 'body' }],
])('a reply whose %s is wrong (%s, expected %j) is a failed sample', async (_, status, wanted, sample) => {
  await using origin = await answering(status, JSON.stringify(health), { 'x-ready': 'no', location: '/elsewhere' })
  expect(await sampleOnce(http, { url: origin.url.href, expect: wanted })).toMatchObject({ ok: false, ...sample })
  expect(origin.seen).toHaveLength(1)
})

test('everything expected that is there makes a good sample', async () => {
  await using origin = await answering(200, JSON.stringify(health), { 'x-ready': 'no' })
  const expected = {
    status: 200,
    header: { 'X-Ready': 'no' },
    body: 'depth',
    json: { '$.status': 'ok', '$.queue': { depth: 3 } },
  }
  expect(await sampleOnce(http, { url: origin.url.href, expect: expected })).toMatchObject({ ok: true })
})

test('a number in the body becomes the value of the sample', async () => {
  await using origin = await answering(200, JSON.stringify(health))
  const valueAt = (json: string) => sampleOnce(http, { url: origin.url.href, value: { from: 'body', json } })
  expect(await valueAt('$.queue.depth')).toMatchObject({ ok: true, value: 3 })
  expect(await valueAt('$.status')).toMatchObject({
    ok: false,
    error: 'badValue',
    detail: 'the body has "ok" where a number was expected',
  })
})

test('nobody listening is connect', async () => {
  const [port] = await freePorts(1)
  const sample = await sampleOnce(http, { url: `http://127.0.0.1:${port}/` })
  expect(sample).toMatchObject({ ok: false, error: 'connect', detail: expect.stringContaining('ECONNREFUSED') })
})

test('a connection that is reset before the reply is reset', async () => {
  await using origin = await rawOrigin(async peer => peer.reset())
  expect(await sampleOnce(http, { url: origin.url.href })).toMatchObject({ ok: false, error: 'reset' })
})

test('a reply that breaks off is body, with the status it had', async () => {
  await using origin = await httpOrigin((_, response) => {
    response.writeHead(200, { 'content-length': '100' }).write('half')
    setImmediate(() => response.destroy())
  })
  expect(await sampleOnce(http, { url: origin.url.href })).toMatchObject({ ok: false, error: 'body', status: 200 })
})

test('what is no HTTP at all is body', async () => {
  await using origin = await rawOrigin(peer => peer.send('SSH-2.0-OpenSSH\r\n\r\n'))
  expect(await sampleOnce(http, { url: origin.url.href })).toMatchObject({ ok: false, error: 'body' })
})

test('a server that does not speak TLS is tls', async () => {
  await using origin = await rawOrigin(peer => peer.send('220 hello\r\n'))
  expect(await sampleOnce(http, { url: `https://127.0.0.1:${origin.port}/` })).toMatchObject({
    ok: false,
    error: 'tls',
  })
})

test('a reply that does not come is a timeout, and its latency is the timeout', async () => {
  await using origin = await httpOrigin(() => {})
  const sample = await sampleOnce(http, { url: origin.url.href, timeout: '50ms' })
  expect(sample).toEqual({ ok: false, error: 'timeout', latencyMs: 50 })
})

test('a body that does not end is a timeout too', async () => {
  await using origin = await httpOrigin((_, response) => response.write('for ever'))
  expect(await sampleOnce(http, { url: origin.url.href, timeout: '100ms' })).toMatchObject({ error: 'timeout' })
})

test('a sample that is given up rejects, and the server sees the connection close', async () => {
  await using origin = await httpOrigin(() => {})
  const prober = openProbe(http, { url: origin.url.href }, systemClock())
  if (prober.kind !== 'active') throw new Error('http is active')
  const giveUp = new AbortController()
  const sampling = prober.sample(giveUp.signal)
  while (origin.seen.length === 0) await new Promise(resolve => setImmediate(resolve))
  giveUp.abort(new Error('the run is over'))
  await expect(sampling).rejects.toThrow('the run is over')
  await expect.poll(() => origin.open).toBe(0)
  await prober.close?.()
})

test('a body larger than 1 MiB is read to its end, but is no JSON to look into', async () => {
  await using origin = await answering(200, JSON.stringify({ fill: 'x'.repeat(1024 ** 2), n: 1 }))
  const sample = await sampleOnce(http, { url: origin.url.href, expect: { json: { '$.n': 1 } } })
  expect(sample).toMatchObject({ ok: false, error: 'body', detail: 'the body is larger than 1 MiB' })
})

test.each([
  [{ url: 'ftp://127.0.0.1/' }, 'http://'],
  [{ url: 'nowhere' }, 'http://'],
  [{ url: 'http://127.0.0.1/', timeout: '61s' }, 'at most 60s'],
  [{ url: 'http://127.0.0.1/', timeout: 5 }, 'no unit'],
  [{ url: 'http://127.0.0.1/', headers: { 'a b': 'c' } }, 'name of a header'],
  [{ url: 'http://127.0.0.1/', headers: { a: 'b\r\nc: d' } }, 'control characters'],
  [{ url: 'http://127.0.0.1/', expect: { json: { 'a.b': 1 } } }, 'JSON path'],
  [{ url: 'http://127.0.0.1/', expect: { body: { regex: '(a+)+' } } }, 'repetition'],
  [{ url: 'http://127.0.0.1/', value: { from: 'body' } }, 'exactly one'],
])('%j is refused', (options, why) => {
  const bound = http.bind(options)
  expect(bound.ok ? [] : JSON.stringify(bound.issues.map(({ message }) => message))).toContain(why)
})
