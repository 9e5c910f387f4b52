// Over 150 lines: every fault on HTTP/2 is a row of one table, and that it is whole is held to below it.
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Json } from '../../src/core/json.js'
import { faults } from '../../src/faults/index.js'
import { type H2Client, type H2Origin, type H2Reply, h2Client, h2Origin } from '../support/h2.js'
import { eventually, faultNamed, type TestProxy, withProxy } from '../support/with-proxy.js'

const TEXT = JSON.stringify({ id: 1, total: 2, items: Array(200).fill('item') })
const WHEN = 'Sun, 06 Nov 1994 08:00:00 GMT'

interface World {
  readonly client: H2Client
  readonly proxy: TestProxy
  readonly origin: H2Origin
  lift(): void
}

interface Row {
  readonly options: Json
  readonly sees: (world: World) => Promise<unknown>
}

/** JSON for GET; for POST what came. Each reply has headers, and trailers. */
let origin: H2Origin
beforeAll(async () => {
  origin = await h2Origin((stream, headers, raw) => {
    if (headers[':path'] === '/two') {
      stream.write('one')
      setTimeout(() => stream.end('two'), 30)
      return
    }
    const parts: Buffer[] = []
    stream.on('data', (part: Buffer) => parts.push(part))
    stream.on('end', () => {
      if (stream.destroyed) return
      const sent = Buffer.concat(parts)
      const body = headers[':method'] === 'POST' ? sent : Buffer.from(TEXT)
      const zips = String(headers['accept-encoding'] ?? '').includes('gzip')
      const own = {
        date: WHEN,
        etag: '"1"',
        'x-count': String(++count),
        'x-names': raw.filter((_, at) => at % 2 === 0).join(),
      }
      const content = zips ? gzipSync(body) : body
      const coding = zips ? { 'content-encoding': 'gzip' } : {}
      const length = { 'content-type': headers['content-type'] ?? 'application/json', 'content-length': content.length }
      stream.respond({ ':status': 200, ...own, ...coding, ...length }, {
        waitForTrailers: true,
        sendDate: false,
      } as object)
      stream.on('wantTrailers', () => stream.sendTrailers({ 'x-end': '1' }))
      stream.end(content)
    })
  })
})
afterAll(() => origin[Symbol.asyncDispose]())
let count = 0

const timed = async (ask: () => Promise<H2Reply>): Promise<H2Reply & { readonly ms: number }> => {
  const start = performance.now()
  const reply = await ask()
  return { ...reply, ms: performance.now() - start }
}

const whole = { status: 200, text: TEXT, trailers: { 'x-end': '1' }, code: 0, isWhole: true } as const
const isLate =
  (ms: number): Row['sees'] =>
  async ({ client }) => {
    const reply = await timed(() => client.ask())
    expect(reply).toMatchObject(whole)
    expect(reply.ms).toBeGreaterThan(ms)
  }
const answers =
  (reply: object, headers: http2Headers = {}, body?: string): Row['sees'] =>
  async ({ client }) =>
    expect(await client.ask(headers, body)).toMatchObject(reply)
type http2Headers = Readonly<Record<string, string>>
/** The first is answered, the second is answered so. */
const secondAnswers =
  (status: number): Row['sees'] =>
  async ({ client }) => {
    expect(await client.ask()).toMatchObject(whole)
    expect((await client.ask()).status).toBe(status)
  }
const losesConnection: Row['sees'] = async ({ client }) => {
  const [one, other] = await Promise.all([client.ask(), client.ask()])
  expect([one.isWhole && one.code === 0 && one.status === 200, other.status === 200 && other.code === 0]).toEqual([
    false,
    false,
  ])
  await eventually(
    () => client.session.destroyed,
    gone => gone,
  )
}
const reachesTwice =
  (times: number): Row['sees'] =>
  async ({ client }) => {
    const before = count
    await client.ask()
    await eventually(
      () => count - before,
      more => more === times,
    )
  }
const silentUntilLift: Row['sees'] = async ({ client, lift }) => {
  const asked = client.ask()
  expect(await Promise.race([asked, new Promise(resolve => setTimeout(() => resolve('silent'), 60))])).toBe('silent')
  lift()
  await asked
}

const ROWS: Readonly<Record<string, Row>> = {
  latency: { options: { add: '60ms' }, sees: isLate(50) },
  coldStart: { options: { add: '60ms' }, sees: isLate(50) },
  pause: { options: { every: '10s', for: '80ms' }, sees: isLate(60) },
  bandwidth: { options: { rate: '12kB/s' }, sees: isLate(80) },
  slice: {
    options: { size: '100B', gap: '5ms' },
    async sees({ client, proxy }) {
      expect(await client.ask()).toMatchObject(whole)
      expect((await proxy.closed(1))[0]).toMatchObject({ sent: TEXT.length })
    },
  },
  loss: {
    options: { rate: '20%', rtt: '5ms', rto: '5ms' },
    async sees({ client, proxy }) {
      const body = 'x'.repeat(60_000)
      expect(await client.ask({ ':method': 'POST' }, body)).toMatchObject({ status: 200, text: body, isWhole: true })
      expect(proxy.facts('fault.acted')[0]?.actual).toMatchObject({ stalls: expect.any(Number) })
    },
  },
  stall: { options: { at: '50%', duration: '60ms' }, sees: isLate(50) },
  slowReader: {
    options: { rate: '12kB/s' },
    async sees({ client }) {
      const reply = await timed(() => client.ask({ ':method': 'POST' }, 'x'.repeat(1_500)))
      expect(reply).toMatchObject({ ...whole, text: 'x'.repeat(1_500) })
      expect(reply.ms).toBeGreaterThan(80)
    },
  },
  queue: {
    options: { rate: '20/s' },
    async sees({ client }) {
      await client.ask()
      await isLate(30)({ client } as World)
    },
  },
  buffering: {
    options: {},
    async sees({ client }) {
      const stream = client.session.request({ ':path': '/two' })
      const parts: string[] = []
      stream.on('data', (part: Buffer) => parts.push(String(part)))
      await new Promise(resolve => stream.on('close', resolve))
      expect(parts).toEqual(['onetwo'])
    },
  },
  respond: {
    options: { grpcStatus: 14 },
    sees: answers({
      status: 200,
      text: '',
      headers: { 'grpc-status': '14', 'content-type': 'application/grpc' },
      trailers: null,
      code: 0,
    }),
  },
  message: {
    options: { action: 'drop', nth: 1 },
    async sees({ client }) {
      const said = Buffer.concat(['one', 'two'].map(text => Buffer.from(`\0\0\0\0\x03${text}`)))
      const fields = { ':method': 'POST', 'content-type': 'application/grpc' }
      expect(await client.ask(fields, said)).toMatchObject({ status: 200, text: '\0\0\0\0\x03two', isWhole: true })
    },
  },
  redirect: { options: { to: '/elsewhere' }, sees: answers({ status: 302, headers: { location: '/elsewhere' } }) },
  rateLimit: { options: { limit: 1, window: '10s' }, sees: secondAnswers(429) },
  quota: { options: { bytes: '1KiB' }, sees: secondAnswers(429) },
  concurrency: {
    options: { max: 1, over: 503 },
    async sees({ client }) {
      const all = await Promise.all([client.ask(), client.ask(), client.ask()])
      expect(all.map(({ status }) => status).sort()).toEqual([200, 503, 503])
    },
  },
  sizeLimit: {
    options: { body: '1KiB' },
    sees: answers({ status: 413 }, { ':method': 'POST', 'content-length': '2000' }, 'x'.repeat(2_000)),
  },
  credential: { options: { reply: 403 }, sees: answers({ status: 403 }) },
  headers: {
    options: { request: { set: { 'X-New': '1' } }, response: { remove: ['etag'], set: { 'X-Set': '2' } } },
    async sees({ client }) {
      const { headers } = await client.ask()
      expect(headers).toMatchObject({ 'x-set': '2' })
      expect(headers['x-names']).toContain('x-new')
      expect(headers).not.toHaveProperty('etag')
    },
  },
  tamper: {
    options: { replace: { total: 'sum' } },
    sees: answers({ status: 200, text: TEXT.replace('total', 'sum') }),
  },
  versionSkew: {
    options: { fields: { drop: ['total'] } },
    sees: async ({ client }) => expect(JSON.parse((await client.ask()).text)).not.toHaveProperty('total'),
  },
  clockSkew: { options: { offset: '+1h' }, sees: answers({ ...whole, headers: { date: WHEN.replace('08', '09') } }) },
  bloat: {
    options: { headers: '2KiB', body: '4KiB' },
    async sees({ client }) {
      const reply = await client.ask()
      expect(reply.text.length).toBe(TEXT.length + 4_096)
      expect(JSON.stringify(reply.headers).length).toBeGreaterThan(2_048)
    },
  },
  noCompression: { options: {}, sees: answers(whole, { 'accept-encoding': 'gzip' }) },
  encoding: {
    options: { how: 'gzip' },
    sees: answers({ status: 200, headers: { 'content-encoding': 'gzip' } }, { 'accept-encoding': 'gzip, br' }),
  },
  stale: {
    options: { age: '10s' },
    async sees({ client }) {
      const [one, two] = [await client.ask(), await client.ask()]
      expect(two.headers['x-count']).toBe(one.headers['x-count'])
    },
  },
  truncate: {
    options: { at: '500B', end: 'clean' },
    sees: answers({ status: 200, text: TEXT.slice(0, 500), code: 0 }),
  },
  malform: {
    options: { kind: 'lengthOver' },
    sees: answers({ status: 200, text: TEXT, code: 1, headers: { 'content-length': String(2 * TEXT.length + 1) } }),
  },
  inform: {
    options: { status: 103, count: 2 },
    async sees({ client }) {
      let interim = 0
      client.session.on('stream', () => {})
      const stream = client.session.request({ ':path': '/' })
      stream.on('headers', head => (interim += head[':status'] === 103 ? 1 : 0))
      await new Promise(resolve => stream.resume().on('close', resolve))
      expect(interim).toBe(2)
    },
  },
  duplicate: { options: { copies: 2 }, sees: reachesTwice(2) },
  loseRequest: { options: { reply: 502 }, sees: answers({ status: 502 }) },
  loseResponse: { options: { reply: 502 }, sees: reachesTwice(1) },
  blackhole: { options: {}, sees: silentUntilLift },
  reset: { options: { at: '500B' }, sees: losesConnection },
  close: { options: { at: '500B' }, sees: losesConnection },
  streamReset: {
    options: { code: 'REFUSED_STREAM', at: '500B' },
    async sees({ client, lift }) {
      const broken = await client.ask()
      expect(broken).toMatchObject({ status: 200, text: TEXT.slice(0, 500), code: 7 })
      expect(broken.error).toContain('NGHTTP2_REFUSED_STREAM')
      lift()
      expect(await client.ask()).toMatchObject(whole)
    },
  },
  goaway: {
    options: {},
    async sees({ client }) {
      expect(await client.ask()).toMatchObject(whole)
      await eventually(
        () => [client.goaway?.code, client.session.destroyed],
        ([code, isGone]) => code === 0 && isGone === true,
      )
    },
  },
  noReuse: { options: {}, sees: world => ROWS.goaway?.sees(world) ?? Promise.reject() },
  maxAge: { options: { requests: 1 }, sees: world => ROWS.goaway?.sees(world) ?? Promise.reject() },
  reroute: {
    options: { to: 'http://127.0.0.1:9' },
    sees: answers({ status: 502 }),
  },
  dns: { options: { answer: 'nxdomain' }, sees: answers({ status: 502 }) },
  refuse: {
    options: {},
    async sees({ client, proxy, lift }) {
      expect(await client.ask()).toMatchObject(whole)
      await using refused = h2Client(proxy.url)
      const failed = await new Promise<Error>(resolve => refused.session.once('error', resolve))
      expect(failed.message).toContain('ECONNREFUSED')
      lift()
    },
  },
  drain: {
    options: { grace: '20ms', down: '10s' },
    async sees({ client }) {
      await eventually(
        () => [client.goaway?.code, client.session.destroyed],
        ([code, isGone]) => code === 0 && isGone === true,
      )
    },
  },
  idleReap: {
    options: { after: '40ms' },
    async sees({ client }) {
      expect(await client.ask()).toMatchObject(whole)
      await eventually(
        () => client.session.destroyed,
        gone => gone,
      )
    },
  },
}

const onStreams = (name: string, example: Json) => {
  const { protocols, reach } = faultNamed(name, example)
  return protocols.includes('http2') && reach !== 'handshake'
}
/** Those that break the handshake before it are in handshake.test.ts. */
const claimed = faults
  .filter(({ name, examples }) => examples.some(example => onStreams(name, example)))
  .map(({ name }) => name)

test.each(claimed)('%s acts on a stream of HTTP/2', async name => {
  const row = ROWS[name]
  if (row === undefined) throw new Error(`there is no row for ${name}`)
  await using proxy = await withProxy({ upstream: origin.url, spec: { protocol: 'h2c' } })
  const fault = faultNamed(name, row.options)
  const early = fault.reach === 'connection' ? proxy.inject(fault) : null
  await using client = h2Client(proxy.url)
  await new Promise(resolve => client.session.once('remoteSettings', resolve))
  const lift = early ?? proxy.inject(fault)
  await row.sees({ client, proxy, origin, lift: () => lift() })
  lift()
  expect(proxy.facts('fault.injected').length).toBeGreaterThan(0)
})
