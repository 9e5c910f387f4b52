import http, { type ServerResponse } from 'node:http'
import { expect, test } from 'vitest'
import { byCurl, byFetch, byHttp, hasCurl } from '../support/clients.js'
import { httpOrigin } from '../support/origin.js'
import { head, rawClient, talkRaw } from '../support/raw-client.js'
import { runProgram } from '../support/run-program.js'
import { faultNamed, withProxy } from '../support/with-proxy.js'

const thousand = (_: unknown, response: ServerResponse) => {
  response.setHeader('Content-Length', 1_000)
  response.end(Buffer.alloc(1_000, 'a'))
}

const malformed = async (kind: string, answer = thousand) => {
  const origin = await httpOrigin(answer)
  const proxy = await withProxy({ upstream: origin.url })
  const lift = proxy.inject(faultNamed('malform', { kind }))
  return {
    ...{ origin, proxy, lift },
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]()
      await origin[Symbol.asyncDispose]()
    },
  }
}

/** What clients make of it, as measured against servers on raw sockets; fetch of Node 24 tells it in words. Null: no error. */
const SIGHTS: readonly (readonly [kind: string, http: RegExp | null, fetch: RegExp | null, curl: number])[] = [
  ['lengthUnder', /HPE_INVALID_CONSTANT|Parse Error/, null, 0],
  ['lengthAndChunked', /HPE_INVALID_TRANSFER_ENCODING|HPE_UNEXPECTED_CONTENT_LENGTH/, /HPE_|LENGTH_MISMATCH/, 56],
  ['badChunk', /HPE_INVALID_CHUNK_SIZE/, /HPE_INVALID_CHUNK_SIZE|Invalid character in chunk size/, 56],
  ['garbage', /HPE_INVALID_CONSTANT/, /HPE_INVALID_CONSTANT|Expected HTTP\//, 1],
  ['http09', /HPE_INVALID_CONSTANT/, /HPE_INVALID_CONSTANT|Expected HTTP\//, 1],
]

test.each(SIGHTS)(
  '%s is to node:http, fetch and curl what it is from any server',
  async (kind, http, byUndici, curl) => {
    await using setting = await malformed(kind)
    const { url } = setting.proxy
    expect((await byHttp(url)).error ?? '').toMatch(http ?? /^$/)
    expect((await byFetch(url)).error ?? '').toMatch(byUndici ?? /^$/)
    if (hasCurl) expect((await byCurl(url)).exit).toBe(curl)
    expect(setting.proxy.facts('fault.missed')).toEqual([])
  },
)

test('a body that never gets as long as was said leaves its client waiting until the fault is lifted', async () => {
  await using setting = await malformed('lengthOver')
  await using client = await rawClient(setting.proxy.port)
  await client.send(head('GET /'))
  const text = await client.until('a'.repeat(1_000))
  expect(text).toMatch(/content-length: 2001\r\n/i)
  expect(client.ending).toBe('open')
  setting.lift()
  expect(await client.ended()).toBe('fin')
  expect(client.text.endsWith(`\r\n\r\n${'a'.repeat(1_000)}`)).toBe(true)
})

test('every client waits for it until its own limit', async () => {
  await using setting = await malformed('lengthOver')
  const { url } = setting.proxy
  const signal = () => AbortSignal.timeout(500)
  const byFetch = fetch(url, { signal: signal() }).then(response => response.text())
  const limit = signal()
  const byNode = new Promise(resolve => {
    const over = () => resolve(limit.aborted ? 'its own limit' : 'the end of the reply')
    http.get(
      url,
      { agent: false, signal: limit },
      response => void response.resume().on('close', over).on('error', over),
    )
  })
  const byCurl = hasCurl ? runProgram(['curl', '-sS', '-o', '/dev/null', '-m', '0.5', url]) : { code: 28 }
  await expect(byFetch).rejects.toThrow('aborted due to timeout')
  expect(await byNode).toBe('its own limit')
  expect((await byCurl).code).toBe(28)
})

test('the bytes are those of the kind', async () => {
  const wire = async (kind: string) => {
    await using setting = await malformed(kind)
    return (await talkRaw(setting.proxy.port, head('GET /', 'Connection: close'))).text
  }
  const lines = await wire('lfOnly')
  expect(lines).toMatch(/^HTTP\/1\.1 200 OK\n/)
  expect(lines).not.toContain('\r')
  expect(await wire('obsFold')).toMatch(/\r\nX-Folded: begins here\r\n and goes on here\r\n\r\na+$/)
  expect(await wire('http09')).toBe('a'.repeat(1_000))
  expect(await wire('badChunk')).toMatch(/\r\n\r\nsize\r\na+\r\n0\r\n\r\n$/)
  expect(await wire('lengthUnder')).toMatch(/content-length: 500\r\n[\s\S]*\r\n\r\na{1000}$/i)
})

test('a reply in chunks has no length that could be wrong, which is told', async () => {
  await using setting = await malformed('lengthOver', (_, response) => void response.end('a'))
  await using chunked = await malformed('lengthUnder', (_, response) => {
    response.write('a')
    response.end()
  })
  expect((await talkRaw(chunked.proxy.port, head('GET /', 'Connection: close'))).text).toMatch(/200 OK/)
  expect(chunked.proxy.facts('fault.missed').map(({ why }) => why)).toEqual(['the reply has no Content-Length'])
  await talkRaw(setting.proxy.port, head('HEAD /', 'Connection: close'))
  expect(setting.proxy.facts('fault.missed').map(({ why }) => why)).toEqual(['the reply has no body'])
})
