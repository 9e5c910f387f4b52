import type { Body } from './body.js'
import { eventStream } from './event-stream.js'
import { type Exchange, overlay, type Reply } from './exchange.js'
import { grpcStream, isGrpc } from './grpc-stream.js'
import { headerOf, withoutHeaders } from './headers.js'
import { webSocketStream } from './websocket-stream.js'
import { whyNotPlain } from './whole.js'

/** A piece of a stream of messages, as the bytes it came in. */
export interface Unit {
  /** A whole message; one about the connection, such as a ping; or a part of one that is too large or broken off. */
  readonly kind: 'message' | 'control' | 'part'
  readonly bytes: Buffer
  /** Where in the bytes what it says begins. */
  readonly from: number
}

/** Finds messages in bytes, wherever those were cut. What it holds is bounded: what is larger passes in parts. */
export interface Splitter {
  push(chunk: Uint8Array): readonly Unit[]
  /** What is left of a message when the bytes end. */
  rest(): Buffer
}

/** A splitter for each body of this kind, or why its bytes are no messages. */
export type Splitting = { readonly open: () => Splitter } | { readonly why: string }

/** What a reply's body consists of: frames of WebSocket behind a 101, messages of gRPC, or server-sent events. */
export const splittingOf = ({ protocol }: Exchange, { status, headers }: Reply): Splitting => {
  if (protocol === 'websocket')
    return status === 101 ? { open: webSocketStream } : { why: 'there is no WebSocket: the handshake was refused' }
  if (isGrpc(headers)) return { open: grpcStream }
  if (!/^text\/event-stream\b/i.test(headerOf(headers, 'content-type') ?? ''))
    return { why: 'the reply is no stream of events or of messages' }
  const why = whyNotPlain(headers)
  return why === null ? { open: eventStream } : { why }
}

/** What a request's body consists of. */
export const splittingUp = ({ protocol, request }: Exchange): Splitting => {
  if (protocol === 'websocket') return { open: webSocketStream }
  return isGrpc(request.headers) ? { open: grpcStream } : { why: 'only WebSocket and gRPC have messages that go up' }
}

/** A handshake that agrees on no compression: what is compressed together cannot be taken apart (RFC 7692 7.1). */
export const standingAlone = (exchange: Exchange): Exchange => {
  if (exchange.protocol !== 'websocket') return exchange
  const headers = withoutHeaders(exchange.request.headers, 'sec-websocket-extensions')
  return { ...exchange, request: overlay(exchange.request, { headers }) }
}

export async function* unitsOf(body: Body, splitter: Splitter): AsyncGenerator<Unit> {
  for await (const chunk of body) yield* splitter.push(chunk)
  const bytes = splitter.rest()
  if (bytes.length > 0) yield { kind: 'part', bytes, from: 0 }
}

/** The same bytes, cut where messages end. */
export async function* byMessage(body: Body, splitter: Splitter): Body {
  for await (const { bytes } of unitsOf(body, splitter)) yield bytes
}

/** A copy with one bit of what it says flipped; under a mask, too, it is one bit. */
export const flipped = ({ bytes, from }: Unit, share: number): Buffer => {
  const copy = Buffer.from(bytes)
  const at = from + Math.floor(share * (bytes.length - from))
  const byte = copy[at]
  if (byte !== undefined) copy[at] = byte ^ 1
  return copy
}
