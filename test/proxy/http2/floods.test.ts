import { afterAll, beforeAll, expect, test } from 'vitest'
import { frameOf, settingsFrame, words } from '../../../src/proxy/http2/frames.js'
import { HeaderEncoder } from '../../../src/proxy/http2/header-encoder.js'
import { data, headers, REQUEST, rawH2Client, rst } from '../../support/h2-raw.js'
import { type HttpOrigin, httpOrigin } from '../../support/origin.js'
import { type PlainHttp2, plainHttp2 } from '../../support/plain-http2.js'
import { eventually } from '../../support/with-proxy.js'

const [DATA, HEADERS, GOAWAY, END] = [0, 1, 7, 5]
const POST = { ...REQUEST, ':method': 'POST' }
const OPEN = headers(1, POST, 4)

let origin: HttpOrigin
let proxy: PlainHttp2
beforeAll(async () => {
  origin = await httpOrigin()
  proxy = await plainHttp2(origin.url, 'http1')
})
afterAll(async () => {
  for (const one of [proxy, origin]) await one[Symbol.asyncDispose]()
})

const many = (frame: Buffer, times = 1_500) => Buffer.concat(Array.from({ length: times }, () => frame))
const each = (frames: (stream: number) => readonly Buffer[]) =>
  Buffer.concat(Array.from({ length: 1_500 }, (_, at) => frames(2 * at + 1)).flat())
/** A field of 4,000 bytes goes into the table; then one byte stands for it, again and again. */
const bomb = () => {
  const [name, value] = ['x-bomb', 'x'.repeat(3_000)]
  const first = [0x40, name.length, ...Buffer.from(name), 0x7f, ...[0xb9, 0x16], ...Buffer.from(value)]
  const block = Buffer.concat([new HeaderEncoder().encode(Object.entries(REQUEST)), Buffer.from(first)])
  return frameOf(HEADERS, END, 1, Buffer.concat([block, Buffer.alloc(10_000, 0xbe)]))
}

test.each([
  ['resets', each(stream => [headers(stream, REQUEST, END), rst(stream, 8)])],
  [
    'errors of streams, which we have to reset',
    each(stream => [headers(stream, POST, 4), frameOf(8, 0, stream, words(0))]),
  ],
  ['malformed requests', each(stream => [headers(stream, { ':method': 'GET' }, END)])],
  ['pings', many(frameOf(6, 0, 0, Buffer.alloc(8)))],
  ['settings', many(settingsFrame([]))],
  ['acknowledgements', many(frameOf(4, 1, 0, Buffer.alloc(0)))],
  ['empty DATA', Buffer.concat([OPEN, many(data(1, ''))])],
  [
    'frames for a stream that is over',
    Buffer.concat([headers(1, REQUEST, END), rst(1, 8), many(frameOf(8, 0, 1, words(1)))]),
  ],
  [
    'a header block without end',
    Buffer.concat([frameOf(1, 0, 1, Buffer.alloc(16_000)), many(frameOf(9, 0, 1, Buffer.alloc(16_000)), 8)]),
  ],
  [
    'a header block of empty frames',
    Buffer.concat([frameOf(1, 0, 1, Buffer.alloc(1)), many(frameOf(9, 0, 1, Buffer.alloc(0)))]),
  ],
  ['a small header block that stands for much', bomb()],
  ['priorities', many(frameOf(2, 0, 1, Buffer.alloc(5)))],
  ['frames of no known type', many(frameOf(99, 0, 0, Buffer.alloc(0)))],
])('a flood of %s ends with GOAWAY(ENHANCE_YOUR_CALM), and the connection with it', async (_, bytes) => {
  using client = rawH2Client(proxy.port, bytes)
  expect((await client.until(GOAWAY, 0)).payload.readUInt32BE(4)).toBe(11)
  client.socket.end()
  await eventually(
    () => [proxy.open, proxy.connections],
    ([open, connections]) => open === 0 && connections === 0,
  )
})

test('a client that opens more streams than it may is refused those, and served the others', async () => {
  origin.answer((_, response) => setTimeout(() => response.end('ok'), 20))
  const asked = Array.from({ length: 300 }, (_, at) => headers(2 * at + 1, REQUEST, END))
  using client = rawH2Client(proxy.port, ...asked)
  const refused = await client.until(3, 599)
  expect(refused.payload.readUInt32BE(0)).toBe(7)
  await client.until(HEADERS, 499)
  expect(client.frames.filter(({ type }) => type === 3)).toHaveLength(50)
})

test('a client that gives windows of one byte is sent frames of one byte, and no more of it is held', async () => {
  origin.answer((_, response) => response.end('x'.repeat(200)))
  const bytes = [settingsFrame([[4, 0]]), headers(1, REQUEST, END)]
  using client = rawH2Client(proxy.port, ...bytes)
  await client.until(HEADERS, 1)
  client.socket.write(many(frameOf(8, 0, 1, words(1)), 200))
  const sent = await eventually(
    () => client.frames.filter(({ type }) => type === DATA),
    frames => frames.some(({ flags }) => flags === 1),
  )
  expect(sent.map(({ payload }) => payload.length).reduce((sum, size) => sum + size)).toBe(200)
})

test('a client that gives no window is sent none of the body, and little of it is held', async () => {
  let written = 0
  origin.answer((_, response) => {
    const fill = () => {
      while (written < 64 * 1024 ** 2) {
        written += 65_536
        if (!response.write(Buffer.alloc(65_536))) return void response.once('drain', fill)
      }
    }
    fill()
  })
  using client = rawH2Client(proxy.port, settingsFrame([[4, 0]]), headers(1, REQUEST, END))
  await client.until(HEADERS, 1)
  await new Promise(resolve => setTimeout(resolve, 150))
  expect(client.frames.filter(({ type }) => type === DATA)).toEqual([])
  expect(written).toBeLessThan(24 * 1024 ** 2)
})
