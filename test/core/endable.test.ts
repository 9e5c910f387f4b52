import { expect, test } from 'vitest'
import { bodyOf, collect } from '../../src/core/body.js'
import { endable } from '../../src/core/endable.js'
import type { Protocol } from '../../src/core/exchange.js'
import { closeFrame } from '../../src/core/websocket-stream.js'
import { exchangeOf, replyOf } from '../support/hit.js'

const ended = (protocol: Protocol, type: string) => {
  const reply = { ...replyOf(bodyOf(), [['content-type', type]]), trailers: () => [['grpc-status', '0'] as const] }
  return endable({ ...exchangeOf(), protocol }, reply, { code: 1_011, grpcStatus: 14 })
}

test('a call of gRPC keeps its status unless it is ended, and then it ends well, with another', async () => {
  const { reply, end } = ended('http2', 'application/grpc+proto')
  expect(reply.trailers?.()).toEqual([['grpc-status', '0']])
  expect(await collect(end())).toHaveLength(0)
  expect(reply.trailers?.()).toEqual([['grpc-status', '14']])
})

test('a WebSocket is closed by a frame with its code', async () => {
  const parts = ended('websocket', '').end()[Symbol.asyncIterator]()
  expect(await parts.next()).toEqual({ done: false, value: closeFrame(1_011) })
  await expect(parts.next()).rejects.toMatchObject({ how: 'close' })
})

test.each([
  ['http1', 'close'],
  ['http2', { stream: 2 }],
] as const)('events have no end of their own: over %s they break off', async (protocol, how) => {
  await expect(collect(ended(protocol, 'text/event-stream').end())).rejects.toMatchObject({ how })
})
