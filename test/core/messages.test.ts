import { expect, test } from 'vitest'
import { eventStream } from '../../src/core/event-stream.js'
import { grpcStream } from '../../src/core/grpc-stream.js'
import type { Splitter } from '../../src/core/messages.js'
import { seeded } from '../../src/core/random.js'
import { webSocketStream } from '../../src/core/websocket-stream.js'
import { words } from '../../src/proxy/http2/frames.js'
import { mutate } from '../proxy/http2/mutate.js'

/** A frame as RFC 6455 5.2 has it. */
const frame = (first: number, payload: string | Buffer, mask?: Buffer): Buffer => {
  const bytes = Buffer.from(payload)
  const marked = mask === undefined ? 0 : 0x80
  const length = bytes.length < 126 ? [bytes.length | marked] : [126 | marked, bytes.length >> 8, bytes.length & 0xff]
  const masked = mask === undefined ? bytes : bytes.map((byte, n) => byte ^ (mask[n % 4] ?? 0))
  return Buffer.concat([Buffer.from([first, ...length]), mask ?? Buffer.alloc(0), masked])
}

const TEXT = frame(0x81, 'hello')
const MASKED = frame(0x82, 'x'.repeat(300), Buffer.from([1, 2, 3, 4]))
const PING = frame(0x89, '')
const [FIRST, NEXT, LAST] = [frame(0x01, 'one'), frame(0x00, 'two'), frame(0x80, 'six')]

const splitIn = (bytes: Buffer, size: number, splitter: Splitter) => {
  const units = []
  for (let at = 0; at < bytes.length; at += size)
    for (const { kind, bytes: found } of splitter.push(bytes.subarray(at, at + size)))
      units.push([kind, found] as const)
  return { units, rest: splitter.rest() }
}

test.each([1, 2, 3, 7, 1_000])('messages of a WebSocket are found wherever the bytes are cut: every %i', size => {
  const bytes = Buffer.concat([TEXT, FIRST, PING, NEXT, LAST, MASKED, TEXT.subarray(0, 4)])
  const { units, rest } = splitIn(bytes, size, webSocketStream())
  expect(units).toEqual([
    ['message', TEXT],
    ['control', PING],
    ['message', Buffer.concat([FIRST, NEXT, LAST])],
    ['message', MASKED],
  ])
  expect(rest).toEqual(TEXT.subarray(0, 4))
})

test('a message that is too large passes in parts, with all its fragments, and the next one is found again', () => {
  const half = Buffer.alloc(700_000, 'x')
  const long = (first: number) => Buffer.concat([Buffer.from([first, 127, 0, 0, 0, 0, 0, 10, 174, 96]), half])
  const bytes = Buffer.concat([long(0x01), long(0x00), frame(0x80, 'end'), TEXT])
  const { units } = splitIn(bytes, 65_536, webSocketStream())
  expect(units.at(-1)).toEqual(['message', TEXT])
  expect(units.slice(0, -1).every(([kind]) => kind === 'part')).toBe(true)
  expect(Buffer.concat(units.map(([, found]) => found)).equals(bytes)).toBe(true)
})

test.each([1, 2, 5, 1_000])(
  'events of a stream are found whatever ends their lines and wherever they are cut: every %i',
  size => {
    const events = ['data: 1\n\n', 'event: a\r\ndata: 2\r\n\r\n', ': still here\n\n', 'id: 3\rdata: 3\r\r']
    const { units, rest } = splitIn(Buffer.from(`${events.join('')}data: br`), size, eventStream())
    expect(units.map(([kind, bytes]) => [kind, bytes.toString()])).toEqual([
      ['message', events[0]],
      ['message', events[1]],
      ['control', events[2]],
      ['message', events[3]],
    ])
    expect(rest.toString()).toBe('data: br')
  },
)

const called = (text: string | Buffer) => Buffer.concat([Buffer.from([0, ...words(text.length)]), Buffer.from(text)])

test.each([1, 2, 5, 1_000])('messages of gRPC are found wherever the bytes are cut: every %i', size => {
  const messages = [called('one'), called(''), called('x'.repeat(300))]
  const { units, rest } = splitIn(Buffer.concat([...messages, called('broken').subarray(0, 7)]), size, grpcStream())
  expect(units).toEqual(messages.map(bytes => ['message', bytes]))
  expect(rest).toEqual(called('broken').subarray(0, 7))
})

test('a message of gRPC that is too large passes in parts, and the next one is found again', () => {
  const bytes = Buffer.concat([called(Buffer.alloc(1_200_000, 'x')), called('one')])
  const { units } = splitIn(bytes, 65_536, grpcStream())
  expect(units.at(-1)).toEqual(['message', called('one')])
  expect(units.slice(0, -1).every(([kind]) => kind === 'part')).toBe(true)
  expect(Buffer.concat(units.map(([, found]) => found)).equals(bytes)).toBe(true)
})

test('a control frame that is too large, which no WebSocket may send, is not waited for: what comes passes', () => {
  const endless = Buffer.concat([Buffer.from([0x89, 127, 0, 0, 1, 0, 0, 0, 0, 0]), Buffer.alloc(3_000_000)])
  const splitter = webSocketStream()
  const passed = [Buffer.concat([FIRST, endless.subarray(0, 20)]), endless.subarray(20)].flatMap(part =>
    splitter.push(part),
  )
  expect(Buffer.concat(passed.map(({ bytes }) => bytes)).equals(Buffer.concat([FIRST, endless]))).toBe(true)
  expect(passed.map(({ kind }) => kind)).not.toContain('message')
  expect(splitter.rest()).toHaveLength(0)
})

test.each([
  ['WebSocket', webSocketStream, [TEXT, FIRST, NEXT, LAST, MASKED]],
  ['gRPC', grpcStream, [called('one'), called(''), called('x'.repeat(300))]],
  ['events', eventStream, ['data: 1\n\n', ': x\n\n', 'id: 3\rdata: 3\r\r'].map(text => Buffer.from(text))],
] as const)('however the bytes of %s are mutated and cut, all of them pass', (_, open, frames) => {
  for (let at = 0; at < 300; at++) {
    const random = seeded(3).fork(at)
    const bytes = mutate(frames, random)
    const splitter = open()
    const passed: Buffer[] = []
    for (let from = 0; from < bytes.length; ) {
      const to = from + 1 + Math.floor(random.float() * 40)
      passed.push(...splitter.push(bytes.subarray(from, to)).map(unit => unit.bytes))
      from = to
    }
    // A control frame of a WebSocket passes before the message in whose midst it came.
    const ordered = (all: Buffer) => (open === webSocketStream ? Buffer.from(all).sort() : all)
    expect(ordered(Buffer.concat([...passed, splitter.rest()])).equals(ordered(bytes))).toBe(true)
  }
})
