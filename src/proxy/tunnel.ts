import http from 'node:http'
import type net from 'node:net'
import type { Duplex } from 'node:stream'
import { fromRaw } from '../core/headers.js'
import type { Client } from './client.js'
import { push } from './flow.js'
import { agree, type Handshake } from './handshake.js'
import { Departed, type Outcome, type Passage, type Pipeline } from './pipeline.js'
import { replyOf } from './received.js'
import { answer, refuse } from './reply.js'
import { type Count, requestOf } from './request.js'
import { ending } from './serve.js'

/** A request to become another protocol, as node:http hands it over: the socket is ours from here on. */
export interface Upgrading {
  readonly req: http.IncomingMessage
  readonly socket: net.Socket
  /** What came after the head already. */
  readonly early: Buffer
}

/**
 * Relays a WebSocket as raw bytes once the upstream itself has agreed (RFC 6455 4), so that subprotocol, extensions and
 * close codes stay true; a refusal is passed on as the reply it is. No fault acts on it yet. Never rejects.
 */
export const tunnel = async (up: Upgrading, client: Client, pipeline: Pipeline, base: URL): Promise<void> => {
  const { req, socket } = up
  const count: Count = { received: 0, sent: 0 }
  const passage = pipeline({ protocol: 'websocket', connection: client.connection, request: requestOf(req, count) })
  let outcome: Pick<Outcome, 'end' | 'detail'> & { status: number | null } = { end: 'complete', status: null }
  const leave = () => passage.abort(new Departed('clientLeft'))
  socket.setTimeout(0)
  socket.once('close', leave)
  try {
    const handshake = await agree(req, passage.exchange.signal, base)
    passage.headSent()
    outcome = { end: 'complete', status: handshake.response.statusCode ?? null }
    if (handshake.agreed) await join(up, handshake, count, passage)
    else await decline(up, handshake.response, passage, count)
  } catch (error) {
    const { status } = outcome
    outcome = { ...ending(error, passage), status }
    breakOff(up, outcome, status !== null)
  } finally {
    socket.off('close', leave)
    passage.close({ ...outcome, ...count })
  }
}

const join = async (
  { socket, early }: Upgrading,
  { response, upstream, early: first }: Handshake & { agreed: true },
  count: Count,
  { exchange: { signal } }: Passage,
): Promise<void> => {
  upstream.on('error', () => {})
  const leave = () => upstream.destroy()
  signal.addEventListener('abort', leave, { once: true })
  const fields = fromRaw(response.rawHeaders).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.write(`HTTP/1.1 101 ${response.statusMessage}\r\n${fields.join('')}\r\n`, 'latin1')
  try {
    await Promise.all([
      pump({ from: socket, to: upstream, early }, signal, bytes => {
        count.received += bytes
      }),
      pump({ from: upstream, to: socket, early: first }, signal, bytes => {
        count.sent += bytes
      }),
    ])
  } finally {
    signal.removeEventListener('abort', leave)
    upstream.destroy()
  }
}

interface Direction {
  readonly from: Duplex
  readonly to: Duplex
  /** Bytes that were read before the tunnel stood. */
  readonly early: Uint8Array
}

/** One direction, at the pace of its reader; a FIN is passed on and the other direction goes on. */
const pump = async ({ from, to, early }: Direction, signal: AbortSignal, counted: (bytes: number) => void) => {
  const pass = async (chunk: Uint8Array) => {
    counted(chunk.length)
    await push(to, chunk, signal)
    signal.throwIfAborted()
  }
  if (early.length > 0) await pass(early)
  for await (const chunk of from.iterator({ destroyOnReturn: false })) await pass(chunk)
  to.end()
}

const decline = async ({ req, socket }: Upgrading, response: http.IncomingMessage, passage: Passage, count: Count) => {
  const res = replying(req, socket)
  await answer(res, replyOf(response, req.method ?? ''), passage, count)
  socket.destroySoon()
}

/** node:http makes no response object for an upgrade; the connection ends after this one. */
const replying = (req: http.IncomingMessage, socket: net.Socket): http.ServerResponse => {
  const res = new http.ServerResponse(req)
  res.shouldKeepAlive = false
  res.assignSocket(socket)
  return res
}

/** The client sees a failed handshake as a marked 502, and a broken tunnel as RST. */
const breakOff = ({ req, socket }: Upgrading, { end, detail = '' }: Pick<Outcome, 'end' | 'detail'>, sent: boolean) => {
  if (end !== 'upstreamFailed') socket.destroy()
  else if (sent) socket.resetAndDestroy()
  else {
    refuse(replying(req, socket), detail)
    socket.destroySoon()
  }
}
