import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Json } from '../../src/core/json.js'
import { type Asked, type GrpcClient, grpcClient } from '../support/grpc-client.js'
import { type GrpcOrigin, grpcOrigin } from '../support/grpc-origin.js'
import { faultNamed, type TestProxy, withProxy } from '../support/with-proxy.js'

let origin: GrpcOrigin
let proxy: TestProxy
let client: GrpcClient
beforeAll(async () => {
  origin = await grpcOrigin()
  proxy = await withProxy({ upstream: origin.url, spec: { protocol: 'h2c' } })
  client = grpcClient(proxy.url)
})
afterAll(async () => {
  for (const one of [client, proxy, origin]) await one[Symbol.asyncDispose]()
})

/** A fault, the status that a client of @grpc/grpc-js ends with, and how many of its calls reach the server. */
type Row = readonly [fault: string, options: Json, status: string, reach: number, asked?: Asked]
const ROWS: readonly Row[] = [
  ['respond', { grpcStatus: 14 }, 'UNAVAILABLE', 0],
  ['respond', { grpcStatus: 8 }, 'RESOURCE_EXHAUSTED', 0],
  ['respond', { status: 503 }, 'UNAVAILABLE', 0],
  ['respond', { status: 404 }, 'UNIMPLEMENTED', 0],
  ['credential', { reply: 403 }, 'PERMISSION_DENIED', 0],
  ['rateLimit', { limit: 1, window: '10s', punishEarly: true }, 'OK', 1],
  ['latency', { add: '10s' }, 'DEADLINE_EXCEEDED', 0, { deadlineMs: 60 }],
  ['latency', { add: '30ms', at: 'response' }, 'OK', 1],
  ['stall', { at: 'response' }, 'DEADLINE_EXCEEDED', 1, { deadlineMs: 60 }],
  ['stall', { at: '3B', duration: '30ms' }, 'OK', 1],
  ['blackhole', {}, 'DEADLINE_EXCEEDED', 0, { deadlineMs: 60 }],
  ['streamReset', {}, 'INTERNAL', 1],
  ['streamReset', { code: 'CANCEL' }, 'CANCELLED', 1],
  ['streamReset', { code: 'REFUSED_STREAM', at: 'request' }, 'UNAVAILABLE', 0],
  ['streamReset', { code: 'ENHANCE_YOUR_CALM' }, 'RESOURCE_EXHAUSTED', 1],
  ['streamReset', { code: 'INTERNAL_ERROR', at: '3B' }, 'INTERNAL', 1],
  ['truncate', { at: '3B' }, 'UNAVAILABLE', 1],
  ['truncate', { at: '3B', end: 'reset' }, 'UNAVAILABLE', 1],
  ['truncate', { at: '3B', end: 'clean' }, 'INTERNAL', 1],
  ['reset', { at: 'request' }, 'UNAVAILABLE', 0],
  ['reset', { at: '3B' }, 'UNAVAILABLE', 1],
  ['close', { at: 'response' }, 'UNAVAILABLE', 1],
  ['loseResponse', { reply: 502 }, 'UNAVAILABLE', 1],
  ['goaway', {}, 'OK', 1],
  ['goaway', { code: 'ENHANCE_YOUR_CALM' }, 'RESOURCE_EXHAUSTED', 1],
]

test.each(ROWS.map(([fault, options, status, reach, asked = {}]) => [fault, options, status, reach, asked] as const))(
  '%s %j is %s for a gRPC client, and the next call is well',
  async (fault, options, status, reach, asked) => {
    const before = origin.calls
    const lift = proxy.inject(faultNamed(fault, options))
    const sight = await client.ask('unary', ['hello'], asked)
    await proxy.closed(proxy.facts('exchange.opened').length)
    lift()
    expect([sight.status, origin.calls - before]).toEqual([status, reach])
    expect(await client.ask('unary', ['hello'], { deadlineMs: 5_000 })).toMatchObject({
      status: 'OK',
      messages: ['hello'],
    })
  },
)

test('goaway loses no call: those under way stream on, later ones go on a connection of their own', async () => {
  await using own = grpcClient(proxy.url)
  const texts = Array.from({ length: 5 }, (_, at) => `${at}`)
  const streams = Array.from({ length: 5 }, () => own.ask('bidi', texts, { takesTurns: true }))
  const lift = proxy.inject(faultNamed('goaway', {}), { envelope: { every: 3 } })
  const calls = await Promise.all([...streams, ...texts.map(text => own.ask('unary', [text]))])
  const later = []
  for (const text of texts) later.push(await own.ask('unary', [text]))
  lift()
  expect([...calls, ...later].map(({ status }) => status)).toEqual(Array(15).fill('OK'))
})

test('streamReset ends one call; another on its connection streams on', async () => {
  let turns = 0
  const heard = () => {
    if (++turns !== 2) return
    lift = proxy.inject(faultNamed('streamReset', {}))
    broken = client.ask('unary', ['hello'])
  }
  let [lift, broken]: [() => void, ReturnType<GrpcClient['ask']> | null] = [() => {}, null]
  const texts = Array.from({ length: 20 }, (_, at) => `${at}`)
  expect(await client.ask('bidi', texts, { takesTurns: true, heard })).toMatchObject({ status: 'OK', messages: texts })
  expect(await broken).toMatchObject({ status: 'INTERNAL' })
  lift()
})

const MESSAGES: readonly (readonly [options: Json, heard: readonly string[], status: string])[] = [
  [{ action: 'drop', nth: 2 }, ['1', '3', '4'], 'OK'],
  [{ action: 'duplicate', nth: 4 }, ['1', '2', '3', '4', '4'], 'OK'],
  [{ action: 'reorder', nth: 1 }, ['2', '1', '3', '4'], 'OK'],
  [{ action: 'delay', nth: 1, for: '5ms' }, ['1', '2', '3', '4'], 'OK'],
  [{ action: 'corrupt', nth: 3 }, ['1', '2', expect.not.stringMatching(/^3$/), '4'], 'OK'],
  [{ action: 'close', nth: 3 }, ['1', '2'], 'UNAVAILABLE'],
  [{ action: 'close', nth: 1, grpcStatus: 10 }, [], 'ABORTED'],
]

test.each(MESSAGES)(
  'message %j on a call of gRPC: what its client hears is %j, and %s',
  async (options, heard, status) => {
    const lift = proxy.inject(faultNamed('message', options))
    expect(await client.ask('serverStream', ['1', '2', '3', '4'])).toMatchObject({ messages: heard, status })
    lift()
    expect(proxy.facts('fault.acted').at(-1)).toMatchObject({ actual: { messages: 1 } })
  },
)

test('message drop loses the only message of a unary call: its client misses it', async () => {
  const lift = proxy.inject(faultNamed('message', { action: 'drop' }))
  expect(await client.ask('unary', ['hello'])).toMatchObject({ messages: [], status: 'UNIMPLEMENTED' })
  lift()
})

test('message direction: up is what the server of a gRPC call does not hear; latency has messages that go up, too', async () => {
  const lift = proxy.inject(faultNamed('message', { action: 'drop', nth: 1, direction: 'up' }))
  expect(await client.ask('bidi', ['lost', 'heard'])).toMatchObject({ messages: ['heard'], status: 'OK' })
  lift()
  const later = proxy.inject(faultNamed('latency', { add: '5ms', at: 'eachMessage', direction: 'up' }))
  expect(await client.ask('bidi', ['one', 'two'])).toMatchObject({ messages: ['one', 'two'], status: 'OK' })
  expect(proxy.facts('fault.acted').at(-1)).toMatchObject({ actual: { direction: 'up', pieces: 3 } })
  later()
})
