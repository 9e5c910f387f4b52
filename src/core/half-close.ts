import type { Body } from './body.js'
import { type Middleware, overlay } from './exchange.js'
import { tooShort } from './moment.js'
import type { Tools } from './tools.js'

/** Ends one direction of a conversation well after so many bytes of it, and loses what still comes there. */
export const halfClosed = (half: 'read' | 'write', bytes: number, tools: Tools): Middleware =>
  half === 'read'
    ? (exchange, next) => {
        const { request } = exchange
        const body = request.body && endedAfter(request.body, bytes, tools)
        return next({ ...exchange, request: overlay(request, { body }) })
      }
    : async (exchange, next) => {
        const reply = await next(exchange)
        if (exchange.protocol === 'websocket' && reply.status !== 101) {
          tools.missed('there is no WebSocket: the handshake was refused')
          return reply
        }
        return { ...reply, body: endedAfter(reply.body, bytes, tools) }
      }

/** The source is read on after the end, so that its sender is not held up. */
async function* endedAfter(source: Body, bytes: number, tools: Tools): Body {
  const iterator = source[Symbol.asyncIterator]()
  let left = bytes
  let isOver = false
  try {
    while (left > 0) {
      const { done, value } = await iterator.next()
      if (done) return tools.missed(tooShort(bytes))
      const kept = value.subarray(0, left)
      left -= kept.length
      yield kept
    }
    isOver = true
    tools.acted({ bytes })
  } finally {
    if (isOver) void drained(iterator)
    else await iterator.return?.()
  }
}

const drained = async (iterator: AsyncIterator<Uint8Array>): Promise<void> => {
  try {
    while (!(await iterator.next()).done);
  } catch {
    // The other direction was ended as well.
  }
}
