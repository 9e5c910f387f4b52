import { afterAll, beforeAll, expect, test } from 'vitest'
import { echo, type H2Origin, h2Origin } from '../../support/h2.js'
import { headers, REQUEST, rawH2Client } from '../../support/h2-raw.js'
import { type HttpOrigin, httpOrigin } from '../../support/origin.js'
import { type PlainHttp2, plainHttp2 } from '../../support/plain-http2.js'
import { withProxy } from '../../support/with-proxy.js'

const [HEADERS, RST, END] = [1, 3, 5]

let elsewhere: HttpOrigin
let h2: H2Origin
let h1: HttpOrigin
let proxies: readonly PlainHttp2[]
beforeAll(async () => {
  elsewhere = await httpOrigin()
  h2 = await h2Origin((stream, head) => {
    if (head[':method'] === 'GET') stream.respond({ ':status': 200 }, { endStream: true })
    else echo(stream, head, [])
  })
  h1 = await httpOrigin()
  proxies = [await plainHttp2(h1.url, 'http1'), await plainHttp2(h2.url, 'h2c')]
})
afterAll(async () => {
  for (const one of [...proxies, h1, h2, elsewhere]) await one[Symbol.asyncDispose]()
})

const foreign = () => `127.0.0.1:${elsewhere.port}`

test.each<[string, () => Record<string, string>]>([
  ['another authority', () => ({ ...REQUEST, ':authority': foreign() })],
  ['another Host and no authority', () => ({ ':method': 'GET', ':scheme': 'http', ':path': '/', host: foreign() })],
  ['another Host than authority', () => ({ ...REQUEST, host: foreign() })],
  ['another scheme', () => ({ ...REQUEST, ':scheme': 'ftp', ':authority': foreign() })],
  ['a path like an authority', () => ({ ...REQUEST, ':path': `//${foreign()}/` })],
  ['a path that holds a URL', () => ({ ...REQUEST, ':path': `/http://${foreign()}/` })],
])('a request with %s goes to the upstream of its proxy, in both versions, and nowhere else', async (_, fields) => {
  for (const { port } of proxies) {
    const [before, streams] = [h1.seen.length, h2.streams]
    using client = rawH2Client(port, headers(1, fields(), END))
    await client.until(HEADERS, 1)
    expect(h1.seen.length - before + h2.streams - streams).toBe(1)
  }
  expect(elsewhere.accepted).toBe(0)
})

test.each<[string, () => Record<string, string>, number]>([
  ['CONNECT', () => ({ ':method': 'CONNECT', ':authority': foreign() }), 7],
  ['CONNECT with a path', () => ({ ...REQUEST, ':method': 'CONNECT', ':authority': foreign() }), 7],
  ['extended CONNECT', () => ({ ...REQUEST, ':method': 'CONNECT', ':protocol': 'websocket' }), 1],
  ['an absolute path', () => ({ ...REQUEST, ':path': `http://${foreign()}/` }), 1],
  ['a path that is an authority', () => ({ ...REQUEST, ':path': foreign() }), 1],
])('%s is refused, and goes nowhere', async (_, fields, code) => {
  const [before, streams] = [h1.seen.length, h2.streams]
  for (const { port } of proxies) {
    using client = rawH2Client(port, headers(1, fields(), END))
    expect((await client.until(RST, 1)).payload.readUInt32BE(0)).toBe(code)
  }
  expect([h1.seen.length - before, h2.streams - streams, elsewhere.accepted]).toEqual([0, 0, 0])
})

test('a listener of HTTP/2 is never the upstream of another one of this run, however it is spelt', async () => {
  await using proxy = await withProxy({ upstream: h2.url, spec: { protocol: 'h2c' } })
  const spec = { id: 'other', listen: { host: '127.0.0.1', port: 0 }, routes: [], protocol: 'h2c' } as const
  const port = Number(new URL(proxy.url).port)
  for (const host of ['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]'])
    await expect(proxy.plane.listen({ ...spec, upstream: new URL(`http://${host}:${port}`) })).rejects.toThrow(
      'would be its own upstream',
    )
})
