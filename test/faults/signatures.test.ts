import type { ServerResponse } from 'node:http'
import { describe, expect, test } from 'vitest'
import type { Json } from '../../src/core/json.js'
import { byCurl, byFetch, byHttp, hasCurl } from '../support/clients.js'
import { httpOrigin } from '../support/origin.js'
import { faultNamed, withProxy } from '../support/with-proxy.js'

/** What clients see of a fault, measured against raw sockets; bytes are those of the body. */
interface Signature {
  readonly name: string
  readonly options: Json
  readonly reply: 'with a length' | 'in chunks'
  readonly http: RegExp | null
  readonly fetch: RegExp | null
  readonly curl: number
  readonly status: number | null
  readonly bytes: number
  /** How many requests reach the upstream. */
  readonly asked: 0 | 1
}

const FIN_BEFORE = { http: /^ECONNRESET socket hang up/, fetch: /UND_ERR_SOCKET/, curl: 52, status: null, bytes: 0 }
const RST_BEFORE = { http: /^ECONNRESET read ECONNRESET/, fetch: /ECONNRESET/, curl: 56, status: null, bytes: 0 }
const FIN_WITHIN = { http: /^ECONNRESET aborted/, fetch: /UND_ERR_SOCKET/, curl: 18, status: 200, bytes: 500 }
const RST_WITHIN = {
  ...{ http: /^ECONNRESET (aborted|read ECONNRESET)/, fetch: /ECONNRESET|UND_ERR_SOCKET/ },
  ...{ curl: 56, status: 200, bytes: 500 },
}
const WELL = { http: null, fetch: null, curl: 0 }
const LENGTH = { reply: 'with a length' } as const
const CHUNKS = { reply: 'in chunks' } as const

const SIGNATURES: readonly Signature[] = [
  { name: 'close', options: { at: 'request' }, ...LENGTH, ...FIN_BEFORE, asked: 0 },
  { name: 'close', options: { at: 'response' }, ...LENGTH, ...FIN_BEFORE, asked: 1 },
  { name: 'close', options: { at: '500B' }, ...LENGTH, ...FIN_WITHIN, asked: 1 },
  { name: 'close', options: { at: '500B' }, ...CHUNKS, ...FIN_WITHIN, asked: 1 },
  { name: 'reset', options: { at: 'request' }, ...LENGTH, ...RST_BEFORE, asked: 0 },
  { name: 'reset', options: { at: 'response' }, ...LENGTH, ...RST_BEFORE, asked: 1 },
  { name: 'reset', options: { at: '50%' }, ...LENGTH, ...RST_WITHIN, asked: 1 },
  { name: 'reset', options: { at: '500B' }, ...CHUNKS, ...RST_WITHIN, asked: 1 },
  { name: 'truncate', options: { at: '500B' }, ...LENGTH, ...FIN_WITHIN, asked: 1 },
  { name: 'truncate', options: { at: '50%', end: 'reset' }, ...LENGTH, ...RST_WITHIN, asked: 1 },
  { name: 'truncate', options: { at: '50%', end: 'clean' }, ...LENGTH, ...WELL, status: 200, bytes: 500, asked: 1 },
  { name: 'truncate', options: { at: '500B', end: 'clean' }, ...CHUNKS, ...WELL, status: 200, bytes: 500, asked: 1 },
  { name: 'respond', options: { status: 503, body: 'no' }, ...LENGTH, ...WELL, status: 503, bytes: 2, asked: 0 },
  { name: 'latency', options: { add: '20ms' }, ...LENGTH, ...WELL, status: 200, bytes: 1_000, asked: 1 },
  { name: 'stall', options: { at: '50%', duration: '20ms' }, ...LENGTH, ...WELL, status: 200, bytes: 1_000, asked: 1 },
  { name: 'stall', options: { at: '500B', duration: '20ms' }, ...CHUNKS, ...WELL, status: 200, bytes: 1_000, asked: 1 },
  { name: 'bandwidth', options: { rate: '100kB/s' }, ...CHUNKS, ...WELL, status: 200, bytes: 1_000, asked: 1 },
  { name: 'blackhole', options: { for: '50ms' }, ...LENGTH, ...FIN_BEFORE, asked: 0 },
  { name: 'blackhole', options: { for: '50ms', after: 'reset' }, ...LENGTH, ...RST_BEFORE, asked: 0 },
  { name: 'blackhole', options: { for: '50ms', direction: 'down' }, ...LENGTH, ...FIN_BEFORE, asked: 1 },
  { name: 'blackhole', options: { for: '50ms', at: '500B', after: 'reset' }, ...LENGTH, ...RST_WITHIN, asked: 1 },
]

const thousand = (reply: Signature['reply']) => (_: unknown, response: ServerResponse) => {
  if (reply === 'with a length') response.setHeader('Content-Length', 1_000)
  response.write(Buffer.alloc(300, 'a'))
  response.end(Buffer.alloc(700, 'b'))
}

/** One request by one kind of client through a proxy with the fault; checks that the journal told it before its effect. */
const seen = async <T>(signature: Signature, client: (url: string) => Promise<T>): Promise<T> => {
  await using origin = await httpOrigin(thousand(signature.reply))
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed(signature.name, signature.options))
  const sight = await client(proxy.url)
  await proxy.closed(1)
  expect(origin.seen.length).toBe(signature.asked)
  const order = proxy.entries
    .map(({ type }) => type)
    .filter(type => /^exchange|^fault\.(injected|acted|missed)/.test(type))
  expect(order.slice(0, 2)).toEqual(['exchange.opened', 'fault.injected'])
  expect(order).not.toContain('fault.missed')
  expect(proxy.facts('exchange.closed')[0]?.injected).toEqual(['fault-1'])
  return sight
}

describe.each(SIGNATURES)('$name $options of a reply $reply', signature => {
  const { status, bytes } = signature

  test('is what it should be for node:http', async () => {
    const sight = await seen(signature, byHttp)
    expect(sight).toMatchObject({ status, bytes })
    expect(sight.error ?? '').toMatch(signature.http ?? /^$/)
  })

  test('is what it should be for fetch', async () => {
    const sight = await seen(signature, byFetch)
    expect(sight.error ?? '').toMatch(signature.fetch ?? /^$/)
    // undici may drop what it had not handed on when the connection breaks.
    if (signature.fetch === null) expect(sight).toMatchObject({ status, bytes })
  })

  test.skipIf(!hasCurl)('is what it should be for curl (skipped where there is none)', async () => {
    expect(await seen(signature, byCurl)).toEqual({ status: status ?? 0, bytes, exit: signature.curl })
  })
})
