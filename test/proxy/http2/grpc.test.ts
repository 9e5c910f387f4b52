import { afterAll, beforeAll, expect, test } from 'vitest'
import { type GrpcClient, grpcClient, type Kind } from '../../support/grpc-client.js'
import { type GrpcOrigin, grpcOrigin } from '../../support/grpc-origin.js'
import { testAuthority } from '../../support/test-authority.js'
import { eventually, type TestProxy, withProxy } from '../../support/with-proxy.js'

let origin: GrpcOrigin
let proxy: TestProxy
let direct: GrpcClient
let client: GrpcClient
beforeAll(async () => {
  origin = await grpcOrigin()
  proxy = await withProxy({ upstream: origin.url, spec: { protocol: 'h2c' } })
  direct = grpcClient(origin.url)
  client = grpcClient(proxy.url)
})
afterAll(async () => {
  for (const one of [client, direct, proxy, origin]) await one[Symbol.asyncDispose]()
})

const KINDS = ['unary', 'clientStream', 'serverStream', 'bidi'] as const satisfies readonly Kind[]
const metadata = { 'x-asks': 'something' }

test.each(KINDS)('a %s call is the same as a direct one: messages, metadata, trailers, status', async kind => {
  const [through, itself] = await Promise.all(
    [client, direct].map(one => one.ask(kind, ['one', 'two', 'three'], { metadata })),
  )
  expect(through).toEqual(itself)
  expect(through).toMatchObject({ status: 'OK', head: { 'x-head': 'something' }, tail: { 'x-tail': 'end' } })
  expect(through?.messages.join(' ').replaceAll(',', ' ')).toBe('one two three')
})

test.each(['fail 5 no such cart', 'fail 14', 'fail 16 "ü" 100%'])(
  '`%s` is the same status as of a direct call',
  async text => {
    const [through, itself] = await Promise.all([client, direct].map(one => one.ask('unary', [text])))
    expect(through).toEqual(itself)
    expect(through?.status).not.toBe('OK')
  },
)

test('messages of a call that streams both ways take turns: none waits for the end', async () => {
  const texts = Array.from({ length: 20 }, (_, at) => `message ${at}`)
  expect(await client.ask('bidi', texts, { takesTurns: true })).toMatchObject({ status: 'OK', messages: texts })
})

test('a message larger than any window passes each way', async () => {
  const text = 'x'.repeat(300_000)
  const { status, messages } = await client.ask('unary', [text])
  expect([status, messages[0] === text]).toEqual(['OK', true])
})

test('a deadline ends a call for its server too, and one that is given up as well', async () => {
  const before = origin.cancelled
  expect(await client.ask('unary', ['wait'], { deadlineMs: 60 })).toMatchObject({ status: 'DEADLINE_EXCEEDED' })
  await eventually(
    () => origin.cancelled - before,
    count => count === 1,
  )
  const heard = (_: readonly string[], cancel: () => void) => cancel()
  expect(await client.ask('bidi', ['one', 'two'], { takesTurns: true, heard })).toMatchObject({
    status: 'CANCELLED',
    messages: ['one'],
  })
  await eventually(
    () => origin.cancelled - before,
    count => count === 2,
  )
})

test('over TLS on both sides, as ALPN agrees, a call is the same', async () => {
  const authority = await testAuthority()
  const { certificate: cert, key } = authority.mint('127.0.0.1')
  await using secure = await grpcOrigin({ cert, key })
  const spec = { tls: 'auto', upstreamTls: { ca: authority.certificate } } as const
  await using front = await withProxy({ upstream: secure.url, authority, spec })
  await using trusting = grpcClient(front.url, authority.certificate)
  expect(await trusting.ask('bidi', ['one', 'two'], { metadata })).toEqual(
    await direct.ask('bidi', ['one', 'two'], { metadata }),
  )
})
