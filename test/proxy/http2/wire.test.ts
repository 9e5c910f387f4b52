// Over 150 lines: what must never pass for whole on HTTP/2, row by row.
import net from 'node:net'
import tls from 'node:tls'
import { expect, test } from 'vitest'
import { frameOf, PREFACE, settingsFrame, words } from '../../../src/proxy/http2/frames.js'
import { echo, h2Client, h2Origin } from '../../support/h2.js'
import { data, headers, REQUEST, rawH2, rawH2Client, rst } from '../../support/h2-raw.js'
import { httpOrigin, rawOrigin } from '../../support/origin.js'
import { plainHttp2 } from '../../support/plain-http2.js'
import { testAuthority } from '../../support/test-authority.js'
import { eventually, withProxy } from '../../support/with-proxy.js'

const H2C = { protocol: 'h2c' } as const
const [END_STREAM, END_HEADERS, GOAWAY, RST] = [1, 4, 7, 3]
const POST = { ...REQUEST, ':method': 'POST' }

test.each([0, 8])('an upload cut by RST_STREAM(%i) never reaches an upstream of HTTP/1.1 as complete', async code => {
  await using origin = await httpOrigin()
  const authority = await testAuthority()
  await using proxy = await withProxy({ upstream: origin.url, authority, spec: { tls: 'auto' } })
  const socket = tls.connect({ port: proxy.port, host: '127.0.0.1', ca: authority.certificate, ALPNProtocols: ['h2'] })
  using client = rawH2(socket)
  client.socket.write(Buffer.concat([PREFACE, settingsFrame([]), headers(1, POST, END_HEADERS), data(1, 'half')]))
  await eventually(
    () => origin.seen[0]?.received,
    bytes => bytes === 4,
  )
  client.socket.write(rst(1, code))
  await eventually(
    () => origin.seen[0]?.state,
    state => state !== 'open',
  )
  expect(origin.seen[0]?.state).toBe('aborted')
  expect((await proxy.closed(1))[0]).toMatchObject({ end: 'clientLeft', received: 4 })
})

test('a reply cut by RST_STREAM(NO_ERROR) has no end for the client either', async () => {
  await using origin = await rawOrigin(async peer => {
    await peer.until(PREFACE.toString('latin1'))
    const reply = [settingsFrame([]), headers(1, { ':status': '200' }, END_HEADERS), data(1, 'half')]
    await peer.send(Buffer.concat(reply))
    await new Promise(resolve => setTimeout(resolve, 30))
    await peer.send(rst(1, 0))
  })
  await using proxy = await withProxy({ upstream: origin.url, spec: H2C })
  using client = rawH2Client(proxy.port, headers(1, REQUEST, END_STREAM | END_HEADERS))
  const reset = await client.until(RST, 1)
  expect(reset.payload.readUInt32BE(0)).toBe(0)
  expect(client.frames.some(({ type, flags }) => type <= 1 && (flags & END_STREAM) !== 0)).toBe(false)
  expect((await proxy.closed(1))[0]).toMatchObject({ end: 'upstreamFailed', sent: 4 })
})

test('a reply without a body ends when the upstream ends it: a 204 that is reset is reset', async () => {
  await using origin = await rawOrigin(async peer => {
    await peer.until(PREFACE.toString('latin1'))
    await peer.send(Buffer.concat([settingsFrame([]), headers(1, { ':status': '204' }, END_HEADERS)]))
    await new Promise(resolve => setTimeout(resolve, 30))
    await peer.send(rst(1, 2))
  })
  await using proxy = await withProxy({ upstream: origin.url, spec: H2C })
  using client = rawH2Client(proxy.port, headers(1, REQUEST, END_STREAM | END_HEADERS))
  expect((await client.until(RST, 1)).payload.readUInt32BE(0)).toBe(2)
  expect(client.frames.some(({ type, flags }) => type <= 1 && (flags & END_STREAM) !== 0)).toBe(false)
  expect((await proxy.closed(1))[0]).toMatchObject({ end: 'upstreamFailed', status: 204 })
})

test('a 304 with a body is malformed, and is no reply', async () => {
  await using origin = await rawOrigin(async peer => {
    await peer.until(PREFACE.toString('latin1'))
    const reply = [settingsFrame([]), headers(1, { ':status': '304' }, END_HEADERS), data(1, 'body', END_STREAM)]
    await peer.send(Buffer.concat(reply))
  })
  await using proxy = await withProxy({ upstream: origin.url, spec: H2C })
  using client = rawH2Client(proxy.port, headers(1, REQUEST, END_STREAM | END_HEADERS))
  await eventually(
    () => client.frames.filter(({ stream }) => stream === 1),
    ([first]) => first !== undefined,
  )
  expect(client.frames.some(({ type, flags }) => type <= 1 && (flags & END_STREAM) !== 0)).toBe(false)
  expect((await proxy.closed(1))[0]).toMatchObject({ end: 'upstreamFailed' })
})

const OPEN = headers(1, POST, END_HEADERS)
test.each([
  ['DATA on an idle stream', data(1, 'x'), 1],
  ['a stream with an even id', headers(2, REQUEST, 5), 1],
  ['HEADERS on stream 0', headers(0, REQUEST, 5), 1],
  ['CONTINUATION without HEADERS', frameOf(9, 4, 1, Buffer.alloc(1)), 1],
  [
    'a block that is interrupted',
    Buffer.concat([frameOf(1, 0, 1, Buffer.alloc(1)), frameOf(6, 0, 0, Buffer.alloc(8))]),
    1,
  ],
  ['a block that is no HPACK', frameOf(1, 5, 1, Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0x0f])), 9],
  ['a frame too large', frameOf(0, 0, 1, Buffer.alloc(16_385)), 6],
  ['PING of 7 bytes', frameOf(6, 0, 0, Buffer.alloc(7)), 6],
  ['SETTINGS of 5 bytes', frameOf(4, 0, 0, Buffer.alloc(5)), 6],
  ['PUSH_PROMISE of a client', frameOf(5, 4, 1, Buffer.alloc(5)), 1],
  ['a window that does not grow', frameOf(8, 0, 0, words(0)), 1],
  ['a window of 32 bits', frameOf(8, 0, 0, words(0x7fffffff)), 3],
  ['PING on a stream', frameOf(6, 0, 1, Buffer.alloc(8)), 1],
  ['GOAWAY on a stream', frameOf(7, 0, 1, Buffer.alloc(8)), 1],
  ['SETTINGS on a stream', frameOf(4, 0, 1, Buffer.alloc(0)), 1],
  ['PRIORITY of the connection', frameOf(2, 0, 0, Buffer.alloc(5)), 1],
  ['PRIORITY of 4 bytes', frameOf(2, 0, 1, Buffer.alloc(4)), 6],
  ['RST_STREAM of 3 bytes', frameOf(3, 0, 1, Buffer.alloc(3)), 6],
  ['RST_STREAM of a stream that never was', rst(9, 8), 1],
  ['an acknowledgement with content', frameOf(4, 1, 0, Buffer.alloc(6)), 6],
  ['a window setting of 32 bits', settingsFrame([[4, 0x80000000]]), 3],
  ['a frame limit below 16 KiB', settingsFrame([[5, 16_383]]), 1],
  [
    'a window that a setting makes too large',
    Buffer.concat([OPEN, frameOf(8, 0, 1, words(0x7fff0000)), settingsFrame([[4, 0x7fffffff]])]),
    3,
  ],
  ['padding beyond its frame', Buffer.concat([OPEN, frameOf(0, 8, 1, Buffer.from([9, 1]))]), 1],
  [
    'padding beyond its frame, of a stream that is over',
    Buffer.concat([OPEN, rst(1, 8), frameOf(0, 8, 1, Buffer.from([9, 1]))]),
    1,
  ],
])('%s ends the connection, and no other', async (_, bytes, code) => {
  await using origin = await h2Origin(echo)
  await using proxy = await withProxy({ upstream: origin.url, spec: H2C })
  using client = rawH2Client(proxy.port, bytes)
  expect((await client.until(GOAWAY, 0)).payload.readUInt32BE(4)).toBe(code)
  await using other = h2Client(proxy.url)
  expect((await other.ask({ ':method': 'POST' }, 'ok')).text).toBe('ok')
})

test.each([
  ['a path of an asterisk', { ...REQUEST, ':path': '*' }, ''],
  ['a path that is none', { ...REQUEST, ':path': 'index' }, ''],
  ['a scheme that is none', { ...REQUEST, ':scheme': 'a b' }, ''],
  ['an authority with a user', { ...REQUEST, ':authority': 'me@a.test' }, ''],
  ['a method that is none', { ...REQUEST, ':method': 'GET /' }, ''],
  ['TE: gzip', { ...REQUEST, te: 'gzip' }, ''],
  ['no path', { ':method': 'GET', ':scheme': 'http' }, ''],
  ['a name in upper case', { ...REQUEST, 'X-A': '1' }, ''],
  ['a line break in a value', { ...REQUEST, 'x-a': 'a\r\nb: c' }, ''],
  ['Transfer-Encoding', { ...REQUEST, 'transfer-encoding': 'chunked' }, ''],
  ['Connection', { ...REQUEST, connection: 'x' }, ''],
  ['an unknown pseudo-field', { ...REQUEST, ':proto': 'x' }, ''],
  ['a pseudo-field after others', { ':method': 'GET', 'x-a': '1', ':path': '/', ':scheme': 'http' }, ''],
  ['a body longer than its length', { ...POST, 'content-length': '2' }, 'abc'],
  ['a body shorter than its length', { ...POST, 'content-length': '9' }, 'abc'],
  ['a length without a body', { ...POST, 'content-length': '3' }, ''],
  ['two lengths', { ...POST, 'content-length': '3, 3' }, 'abc'],
  ['a length that is none', { ...POST, 'content-length': '+3' }, 'abc'],
])('a request with %s is malformed, and never complete for the upstream', async (_, fields, body) => {
  let completed = 0
  await using origin = await h2Origin((stream, head) => {
    stream.on('end', () => (completed += stream.aborted ? 0 : 1))
    echo(stream, head, [])
  })
  await using proxy = await withProxy({ upstream: origin.url, spec: H2C })
  const request = body === '' ? [headers(1, fields, 5)] : [headers(1, fields, 4), data(1, body, END_STREAM)]
  using client = rawH2Client(proxy.port, ...request, headers(3, REQUEST, 5))
  expect((await client.until(RST, 1)).payload.readUInt32BE(0)).toBe(1)
  await client.until(1, 3)
  expect(completed).toBe(1)
})

test('trailers that do not end a request are malformed, and so are bytes behind its end', async () => {
  await using origin = await httpOrigin()
  await using proxy = await plainHttp2(origin.url, 'http1')
  const bytes = [headers(1, POST, END_HEADERS), data(1, 'half'), headers(1, { 'x-end': '1' }, END_HEADERS)]
  using client = rawH2Client(
    proxy.port,
    ...bytes,
    headers(3, POST, END_HEADERS),
    data(3, 'all', END_STREAM),
    data(3, 'more'),
  )
  expect((await client.until(RST, 1)).payload.readUInt32BE(0)).toBe(1)
  expect((await client.until(RST, 3)).payload.readUInt32BE(0)).toBe(5)
  await eventually(
    () => origin.seen.find(({ body }) => String(body) === 'half')?.state ?? 'aborted',
    state => state === 'aborted',
  )
  expect(origin.seen.filter(({ body }) => String(body).includes('more'))).toEqual([])
})

test('a connection begins with the preface and SETTINGS, or it ends', async () => {
  await using origin = await httpOrigin()
  await using proxy = await plainHttp2(origin.url, 'http1')
  for (const bytes of [Buffer.from('GET / HTTP/1.1\r\n\r\n'), Buffer.concat([PREFACE, headers(1, REQUEST, 5)])]) {
    using client = rawH2(net.connect({ port: proxy.port, host: '127.0.0.1' }))
    client.socket.write(bytes)
    expect((await client.until(GOAWAY, 0)).payload.readUInt32BE(4)).toBe(1)
  }
  expect(origin.seen).toEqual([])
})

test.each<[string, Record<string, string>]>([
  ['no status', { 'x-a': '1' }],
  ['a status that is none', { ':status': '99' }],
  ['101', { ':status': '101' }],
  ['a name in upper case', { ':status': '200', 'X-A': '1' }],
  ['Connection', { ':status': '200', connection: 'close' }],
  ['two lengths', { ':status': '200', 'content-length': '2, 2' }],
])('a reply with %s is malformed: the client gets a 502, and the upstream is asked once', async (_, fields) => {
  let asked = 0
  await using origin = await rawOrigin(async peer => {
    await peer.until(PREFACE.toString('latin1'))
    await peer.send(settingsFrame([]))
    await peer.until(/a\.test/)
    asked++
    await peer.send(headers(1, fields, 5))
  })
  await using proxy = await withProxy({ upstream: origin.url, spec: H2C })
  await using client = h2Client(proxy.url)
  expect(await client.ask({ ':authority': 'a.test' })).toMatchObject({ status: 502, code: 0 })
  expect(asked).toBe(1)
})

test('a body that has its length, but no end yet, is not whole for an upstream of HTTP/1.1', async () => {
  await using origin = await httpOrigin()
  await using proxy = await plainHttp2(origin.url, 'http1')
  const bytes = [headers(1, { ...POST, 'content-length': '4' }, END_HEADERS), data(1, 'body')]
  using client = rawH2Client(proxy.port, ...bytes)
  await eventually(
    () => origin.seen[0]?.received,
    received => received === 3,
  )
  client.socket.write(rst(1, 8))
  await eventually(
    () => origin.seen[0]?.state,
    state => state !== 'open',
  )
  expect(origin.seen[0]).toMatchObject({ state: 'aborted', received: 3 })
})
