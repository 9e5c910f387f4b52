import type { ServerResponse } from 'node:http'
import { expect, test } from 'vitest'
import type { Json } from '../../src/core/json.js'
import { byCurl, byFetch, byHttp, hasCurl } from '../support/clients.js'
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
