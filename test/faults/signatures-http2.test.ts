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
  readonly faults: readonly (readonly [name: string, options: Json])[]
  /** What a stream or its session of node:http2 says, the code that the stream ends with, and the bytes it got. */
  readonly says: RegExp | null
  readonly code: number | readonly number[]
  readonly bytes: number
  /** curl's exit codes. */
  readonly curl: readonly number[]
}

const before = (code: string | number, says: RegExp | null, number: number, curl: readonly number[]): Sign => ({
  ...{ what: `RST_STREAM(${code}) before the head`, faults: [['streamReset', { code }]] },
  ...{ says, code: number, bytes: 0, curl },
})

const SIGNS: readonly Sign[] = [
  before('INTERNAL_ERROR', /^ERR_HTTP2_STREAM_ERROR .*NGHTTP2_INTERNAL_ERROR/, 2, [92]),
  // curl asks again, five times, where a stream was refused; how it ends then differs by version.
  before('REFUSED_STREAM', /^ERR_HTTP2_STREAM_ERROR .*NGHTTP2_REFUSED_STREAM/, 7, [56, 92]),
  before('CANCEL', null, 8, [92]),
  before('NO_ERROR', null, 0, [92]),
  {
    ...{ what: 'RST_STREAM in the body', faults: [['streamReset', { code: 'INTERNAL_ERROR', at: '500B' }]] },
    ...{ says: /NGHTTP2_INTERNAL_ERROR/, code: 2, bytes: 500, curl: [92] },
  },
  {
    ...{ what: 'DATA short of the content-length, and END_STREAM', faults: [['malform', { kind: 'lengthOver' }]] },
    ...{ says: /^ERR_HTTP2_STREAM_ERROR .*NGHTTP2_PROTOCOL_ERROR/, code: 1, bytes: 1_000, curl: [92] },
  },
  {
    ...{ what: 'DATA beyond the content-length', faults: [['malform', { kind: 'lengthUnder' }]] },
    // Node 20 says it of the stream, later ones of the session.
    ...{ says: /^ERR_HTTP2_(STREAM_)?ERROR .*protocol.error/i, code: [1, 2], bytes: 0, curl: [92] },
  },
  {
    ...{
      what: 'GOAWAY(11), and FIN in the body',
      faults: [
        ['goaway', { code: 11 }],
        ['close', { at: '500B' }],
      ],
    },
    ...{ says: /^ERR_HTTP2_SESSION_ERROR .*code 11/, code: 11, bytes: 0, curl: [18] },
  },
  {
    // node:http2 ends its session by the code; curl takes the reply that comes behind it.
    ...{ what: 'GOAWAY(11), and the whole reply', faults: [['goaway', { code: 11 }]] },
    ...{ says: /^ERR_HTTP2_SESSION_ERROR .*code 11/, code: 11, bytes: 0, curl: [0] },
  },
  {
    ...{ what: 'TCP RST in the body', faults: [['reset', { at: '500B' }]] },
    ...{ says: /ECONNRESET/, code: 2, bytes: 500, curl: [56] },
  },
  {
    ...{ what: 'TCP FIN in the body', faults: [['close', { at: '500B' }]] },
    ...{ says: null, code: 8, bytes: 500, curl: [18] },
  },
]

const inject = ({ faults }: Sign) => {
  const lifts = faults.map(([name, options]) => proxy.inject(faultNamed(name, options)))
  return () => {
    for (const lift of lifts) lift()
  }
}

test.each(SIGNS)('$what, as node:http2 sees it', async sign => {
  const lift = inject(sign)
  await using client = h2Client(proxy.url)
  let said = ''
  const hear = (error: Error) => {
    said ||= `${'code' in error ? error.code : ''} ${error.message}`
  }
  client.session.on('error', hear)
  const { stream, reply } = client.open()
  stream.on('error', hear).end()
  const seen = await reply
  lift()
  expect([sign.code].flat()).toContain(seen.code)
  expect(seen.text).toHaveLength(sign.bytes)
  expect(said).toMatch(sign.says ?? /^$/)
})

test('each of them, by the exit code of curl', async context => {
  need(context, 'curl')
  for (const sign of SIGNS) {
    const lift = inject(sign)
    const { exit } = await byCurl(proxy.url, '--http2-prior-knowledge')
    lift()
    expect([sign.what, sign.curl.includes(exit) ? sign.curl : exit]).toEqual([sign.what, sign.curl])
  }
})
