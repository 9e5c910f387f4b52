import tls from 'node:tls'
import { expect, test } from 'vitest'
import { frameOf, PREFACE, settingsFrame, words } from '../../../src/proxy/http2/frames.js'
import { echo, h2Client, h2Origin } from '../../support/h2.js'
import { data, headers, REQUEST, rawH2, rawH2Client, rst } from '../../support/h2-raw.js'
import { httpOrigin, rawOrigin } from '../../support/origin.js'
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

const OPEN = headers(1, POST, END_HEADERS)
const many = (frame: Buffer, times = 1_500) => Buffer.concat(Array.from({ length: times }, () => frame))
const rapid = Buffer.concat(
  Array.from({ length: 1_500 }, (_, at) => [headers(2 * at + 1, REQUEST, 5), rst(2 * at + 1, 8)]).flat(),
)

test.each([
  ['resets', rapid, 11],
  ['pings', many(frameOf(6, 0, 0, Buffer.alloc(8))), 11],
  ['settings', many(settingsFrame([])), 11],
  ['empty DATA', Buffer.concat([OPEN, many(data(1, ''))]), 11],
  [
    'a header block without end',
    Buffer.concat([frameOf(1, 0, 1, Buffer.alloc(16_000)), many(frameOf(9, 0, 1, Buffer.alloc(16_000)), 8)]),
    11,
  ],
  ['priorities', many(frameOf(2, 0, 1, Buffer.alloc(5))), 11],
])('a flood of %s ends with GOAWAY', async (_, bytes, code) => {
  await using origin = await h2Origin(echo)
  await using proxy = await withProxy({ upstream: origin.url, spec: H2C })
  using client = rawH2Client(proxy.port, bytes)
  expect((await client.until(GOAWAY, 0)).payload.readUInt32BE(4)).toBe(code)
})

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
  ['padding beyond its frame', Buffer.concat([OPEN, frameOf(0, 8, 1, Buffer.from([9, 1]))]), 1],
])('%s ends the connection, and no other', async (_, bytes, code) => {
  await using origin = await h2Origin(echo)
  await using proxy = await withProxy({ upstream: origin.url, spec: H2C })
  using client = rawH2Client(proxy.port, bytes)
  expect((await client.until(GOAWAY, 0)).payload.readUInt32BE(4)).toBe(code)
  await using other = h2Client(proxy.url)
  expect((await other.ask({ ':method': 'POST' }, 'ok')).text).toBe('ok')
})

test.each([
  ['no path', { ':method': 'GET', ':scheme': 'http' }, ''],
  ['a name in upper case', { ...REQUEST, 'X-A': '1' }, ''],
  ['a line break in a value', { ...REQUEST, 'x-a': 'a\r\nb: c' }, ''],
  ['Transfer-Encoding', { ...REQUEST, 'transfer-encoding': 'chunked' }, ''],
  ['Connection', { ...REQUEST, connection: 'x' }, ''],
  ['an unknown pseudo-field', { ...REQUEST, ':proto': 'x' }, ''],
  ['a pseudo-field after others', { ':method': 'GET', 'x-a': '1', ':path': '/', ':scheme': 'http' }, ''],
  ['a body longer than its length', { ...POST, 'content-length': '2' }, 'abc'],
  ['a body shorter than its length', { ...POST, 'content-length': '9' }, 'abc'],
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

test('a client that gives no window is sent none of the body, and little of it is held', async () => {
  let written = 0
  await using origin = await h2Origin(stream => {
    stream.respond({ ':status': 200 })
    const fill = () => {
      while (written < 64 * 1024 ** 2) {
        written += 65_536
        if (!stream.write(Buffer.alloc(65_536))) return void stream.once('drain', fill)
      }
    }
    fill()
  })
  await using proxy = await withProxy({ upstream: origin.url, spec: H2C })
  using client = rawH2Client(proxy.port, settingsFrame([[4, 0]]), headers(1, REQUEST, END_STREAM | END_HEADERS))
  await client.until(1, 1)
  await new Promise(resolve => setTimeout(resolve, 150))
  expect(client.frames.filter(({ type }) => type === 0)).toEqual([])
  expect(written).toBeLessThan(8 * 1024 ** 2)
})

test('calls of gRPC stream both ways, message by message, with their status at the end', async () => {
  const message = (text: string) => Buffer.concat([Buffer.from([0]), words(text.length), Buffer.from(text)])
  await using origin = await h2Origin((stream, head) => {
    stream.respond({ 'content-type': 'application/grpc', 'x-te': String(head.te) }, { waitForTrailers: true })
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0', 'grpc-message': 'fine' }))
    stream.on('data', (part: Buffer) => stream.write(part))
    stream.on('end', () => stream.end())
  })
  await using proxy = await withProxy({ upstream: origin.url, spec: H2C })
  await using client = h2Client(proxy.url)
  const call = client.session.request({ ':method': 'POST', ':path': '/shop.Cart/Add', te: 'trailers' })
  let came = Buffer.alloc(0)
  let status: unknown
  call.on('data', (part: Buffer) => (came = Buffer.concat([came, part])))
  call.on('trailers', trailers => (status = [trailers['grpc-status'], trailers['grpc-message']]))
  for (const text of ['one', 'two', 'three']) {
    const before = came.length
    call.write(message(text))
    await eventually(
      () => came.length,
      length => length === before + 5 + text.length,
    )
  }
  call.end()
  await new Promise(resolve => call.on('close', resolve))
  expect(came).toEqual(Buffer.concat(['one', 'two', 'three'].map(message)))
  expect(status).toEqual(['0', 'fine'])
})
