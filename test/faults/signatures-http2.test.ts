import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Json } from '../../src/core/json.js'
import { byCurl } from '../support/clients.js'
import { type H2Origin, h2Client, h2Origin } from '../support/h2.js'
import { need } from '../support/need.js'
import { faultNamed, type TestProxy, withProxy } from '../support/with-proxy.js'

let origin: H2Origin
let proxy: TestProxy
beforeAll(async () => {
  origin = await h2Origin(stream => {
    stream.respond({ ':status': 200, 'content-length': 1_000 })
    stream.end('x'.repeat(1_000))
  })
  proxy = await withProxy({ upstream: origin.url, spec: { protocol: 'h2c' } })
})
afterAll(async () => {
  for (const one of [proxy, origin]) await one[Symbol.asyncDispose]()
})

interface Sign {
  readonly what: string
  readonly fault: string
  readonly options: Json
  /** The error of a node:http2 stream, and the code it ends with. */
  readonly node: { readonly error: RegExp | null; readonly code: number }
  readonly curl: readonly number[]
  readonly bytes: number
}

const SIGNS: readonly Sign[] = [
  ...[
    { code: 'INTERNAL_ERROR', error: /NGHTTP2_INTERNAL_ERROR/, number: 2 },
    { code: 'REFUSED_STREAM', error: /NGHTTP2_REFUSED_STREAM/, number: 7 },
    { code: 'CANCEL', error: null, number: 8 },
    { code: 'NO_ERROR', error: null, number: 0 },
  ].map(({ code, error, number }) => ({
    ...{ what: `RST_STREAM(${code}) before the head`, fault: 'streamReset', options: { code } },
    // curl asks again where the stream was refused.
    ...{ node: { error, code: number }, curl: code === 'REFUSED_STREAM' ? [56, 92] : [92], bytes: 0 },
  })),
  {
    ...{ what: 'RST_STREAM in the body', fault: 'streamReset', options: { code: 'INTERNAL_ERROR', at: '500B' } },
    ...{ node: { error: /NGHTTP2_INTERNAL_ERROR/, code: 2 }, curl: [92], bytes: 500 },
  },
  {
    ...{ what: 'TCP RST in the body', fault: 'reset', options: { at: '500B' } },
    ...{ node: { error: /ECONNRESET/, code: 2 }, curl: [56], bytes: 500 },
  },
  {
    ...{ what: 'TCP FIN in the body', fault: 'close', options: { at: '500B' } },
    ...{ node: { error: null, code: 8 }, curl: [18], bytes: 500 },
  },
]

test.each(SIGNS)('$what, as node:http2 sees it', async ({ fault, options, node, bytes }) => {
  const lift = proxy.inject(faultNamed(fault, options))
  await using client = h2Client(proxy.url)
  const seen = await client.ask()
  lift()
  expect([seen.code, seen.text.length, seen.status]).toEqual([node.code, bytes, bytes === 0 ? undefined : 200])
  if (node.error === null) expect(seen.error).toBeNull()
  else expect(seen.error).toMatch(node.error)
})

test('each of them, by the exit code of curl', async context => {
  need(context, 'curl')
  for (const { what, fault, options, curl } of SIGNS) {
    const lift = proxy.inject(faultNamed(fault, options))
    const seen = await byCurl(proxy.url, '--http2-prior-knowledge')
    lift()
    expect([what, curl.includes(seen.exit) ? curl : seen.exit]).toEqual([what, curl])
  }
})
