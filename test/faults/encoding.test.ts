import { brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import type { Json } from '../../src/core/json.js'
import { type Answer, httpOrigin } from '../support/origin.js'
import { head, talkRaw } from '../support/raw-client.js'
import { refusals } from '../support/refused.js'
import { faultNamed, withProxy } from '../support/with-proxy.js'

const plain: Answer = (_, response) => {
  response.setHeader('Content-Type', 'text/plain; charset=utf-8; format=flowed')
  response.end('hello, hello, hello')
}
const zipped: Answer = (_, response) => {
  response.setHeader('Content-Encoding', 'gzip')
  response.end(gzipSync('hello'))
}

const through = async (options: Json, answer = plain) => {
  await using origin = await httpOrigin(answer)
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed('encoding', options))
  const { text } = await talkRaw(proxy.port, head('GET /', 'Connection: close'))
  const at = text.indexOf('\r\n\r\n') + 4
  const fetched = await fetch(proxy.url)
    .then(
      response => response.text(),
      (error: Error) => error.message,
    )
    .catch((error: Error) => String(error.cause ?? error))
  return {
    ...{ head: text.slice(0, at), body: Buffer.from(text.slice(at), 'latin1'), fetched },
    missed: proxy.facts('fault.missed').map(({ why }) => why),
  }
}

test('wrong: a plain body is said to be gzip, and a client that believes it fails', async () => {
  const { head, body, fetched } = await through({ how: 'wrong' })
  expect(head).toContain('Content-Encoding: gzip')
  expect(body.toString()).toBe('hello, hello, hello')
  expect(fetched).not.toContain('hello, hello, hello')
})

test('corrupt: gzip with a wrong checksum', async () => {
  const { head, body } = await through({ how: 'corrupt' })
  expect(head).toContain(`Content-Length: ${body.length}\r\n`)
  expect(() => gunzipSync(body)).toThrow('incorrect data check')
})

test('gzip and br: compressed though nobody asked', async () => {
  const gzip = await through({ how: 'gzip' })
  expect([gunzipSync(gzip.body).toString(), gzip.fetched]).toEqual(Array(2).fill('hello, hello, hello'))
  const br = await through({ how: 'br' })
  expect(br.head).toContain('Content-Encoding: br')
  expect(brotliDecompressSync(br.body).toString()).toBe('hello, hello, hello')
})

test('identity: a compressed body is not said to be one', async () => {
  const { head, body } = await through({ how: 'identity' }, zipped)
  expect(head).not.toMatch(/content-encoding/i)
  expect(gunzipSync(body).toString()).toBe('hello')
})

test('charset: another one is named, and the rest of the type stays', async () => {
  const { head } = await through({ charset: 'utf-16' })
  expect(head).toContain('Content-Type: text/plain; format=flowed; charset=utf-16\r\n')
})

test('what cannot disagree is left as it is, and that is a miss', async () => {
  for (const how of ['wrong', 'corrupt', 'br']) {
    const { body, missed } = await through({ how }, zipped)
    expect(gunzipSync(body).toString()).toBe('hello')
    expect(missed[0]).toMatch(/^the body is compressed/)
  }
  expect((await through({ how: 'identity' })).missed[0]).toBe('the body is not compressed')
  expect((await through({ charset: 'utf-16' }, zipped)).missed[0]).toBe('the reply has no Content-Type')
})

test('another way is refused', () => {
  expect(refusals('encoding', {})).toEqual(['expected how or charset, found neither'])
  expect(refusals('encoding', { how: 'zstd' })).toEqual(['expected wrong, corrupt, gzip, br, identity, found "zstd"'])
})
