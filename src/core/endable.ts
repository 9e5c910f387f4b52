import type { Body } from './body.js'
import { Cut, type Exchange, type Reply } from './exchange.js'
import { isGrpc } from './grpc-stream.js'
import { STREAM_CODES } from './stream-code.js'
import { closeFrame } from './websocket-stream.js'

/** What is told at the end: a close code of WebSocket (RFC 6455 7.4), a status of gRPC. */
export interface Told {
  readonly code: number
  readonly grpcStatus: number
}

/** A stream of messages that may end before its time, in the way of its protocol. */
export interface Endable {
  readonly reply: Reply
  /** What comes in place of a message; nothing comes after it. */
  end(): Body
}

/** A WebSocket ends with a Close frame, a call of gRPC with its status, and events have no such end: they break off. */
export const endable = ({ protocol }: Exchange, reply: Reply, { code, grpcStatus }: Told): Endable => {
  if (isGrpc(reply.headers)) {
    let trailers = () => reply.trailers?.() ?? []
    const end = async function* (): Body {
      trailers = () => [['grpc-status', String(grpcStatus)]]
    }
    return { reply: { ...reply, trailers: () => trailers() }, end }
  }
  const end = async function* (): Body {
    if (protocol === 'websocket') yield closeFrame(code)
    throw new Cut(protocol === 'http2' ? { stream: STREAM_CODES.INTERNAL_ERROR } : 'close')
  }
  return { reply, end }
}
