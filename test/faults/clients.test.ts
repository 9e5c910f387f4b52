import type { ServerResponse } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Json } from '../../src/core/json.js'
import { byCurl, byFetch, byHttp, hasCurl } from '../support/clients.js'
import { type H2Origin, h2Client, h2Origin } from '../support/h2.js'
import { httpOrigin } from '../support/origin.js'
import { faultNamed, type TestProxy, withProxy } from '../support/with-proxy.js'

const thousand = (_: unknown, response: ServerResponse) => {
  response.setHeader('Content-Length', 1_000)
  response.end(Buffer.alloc(1_000, 'a'))
}

const through = async (
  faults: readonly (readonly [name: string, options: Json])[],
  see: (proxy: TestProxy) => unknown,
) => {
  await using origin = await httpOrigin(thousand)
  await using proxy = await withProxy({ upstream: origin.url })
  for (const [name, options] of faults) proxy.inject(faultNamed(name, options))
  await see(proxy)
}

test('a connection that is refused is that to node:http, fetch and curl', () =>
  through([['refuse', {}]], async ({ url }) => {
    expect((await byHttp(url)).error).toMatch(/^ECONNREFUSED/)
    expect((await byFetch(url)).error).toMatch(/ECONNREFUSED/)
    if (hasCurl) expect((await byCurl(url)).exit).toBe(7)
  }))

test('a FIN in a body that ends with its connection is a whole reply to every client, and cut to the journal', () =>
  through(
    [
      ['downgrade', { to: 'http1.0' }],
      ['close', { at: '500B' }],
    ],
    async ({ url, closed }) => {
      const cut = { status: 200, bytes: 500 }
      expect(await byHttp(url)).toEqual({ ...cut, error: null })
      expect(await byFetch(url)).toEqual({ ...cut, error: null })
      if (hasCurl) expect(await byCurl(url)).toEqual({ ...cut, exit: 0 })
      for (const { end } of await closed(2)) expect(end).toBe('cut')
    },
  ))

test('a head of 40 kB is more than node:http and fetch take', () =>
  through([['bloat', { headers: '40KiB' }]], async ({ url }) => {
    expect((await byHttp(url)).error).toMatch(/HPE_HEADER_OVERFLOW/)
    expect((await byFetch(url)).error).toMatch(/UND_ERR_HEADERS_OVERFLOW|HPE_HEADER_OVERFLOW/)
  }))

let origin: H2Origin
beforeAll(async () => {
  origin = await h2Origin(stream => {
    stream.respond({ ':status': 200, 'content-length': 1_000 })
    stream.end(Buffer.alloc(1_000, 'a'))
  })
})
afterAll(() => origin[Symbol.asyncDispose]())

/** GOAWAY lets curl have its reply. What node:http2 says of its stream or of its session, and the code of the stream; and how curl ends. */
const SIGNS: readonly (readonly [name: string, options: Json, says: RegExp, code: number, curl: number])[] = [
  ['streamReset', { code: 2 }, /^ERR_HTTP2_STREAM_ERROR .*NGHTTP2_INTERNAL_ERROR/, 2, 92],
  ['streamReset', { code: 7 }, /^ERR_HTTP2_STREAM_ERROR .*NGHTTP2_REFUSED_STREAM/, 7, 56],
  ['streamReset', { code: 8 }, /^$/, 8, 92],
  ['streamReset', { code: 0 }, /^$/, 0, 92],
  ['reset', { at: '500B' }, /ECONNRESET/, 2, 56],
  ['close', { at: '500B' }, /^$/, 8, 18],
  ['goaway', { code: 11 }, /^ERR_HTTP2_SESSION_ERROR .*11/, 11, 0],
]

test.each(SIGNS)(
  '%s %j is to node:http2 and curl what it is from any server',
  async (name, options, says, code, exit) => {
    await using proxy = await withProxy({ upstream: origin.url, spec: { protocol: 'h2c' } })
    proxy.inject(faultNamed(name, options))
    await using client = h2Client(proxy.url)
    let said = ''
    const hear = (error: Error) => {
      said ||= `${'code' in error ? error.code : ''} ${error.message}`
    }
    client.session.on('error', hear)
    const { stream, reply } = client.open()
    stream.on('error', hear).end()
    expect((await reply).code).toBe(code)
    expect(said).toMatch(says)
    if (hasCurl) expect((await byCurl(proxy.url, '--http2-prior-knowledge')).exit).toBe(exit)
  },
)
