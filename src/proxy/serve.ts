import type http from 'node:http'
import type net from 'node:net'
import { type Connection, Cut } from '../core/exchange.js'
import { Departed, type Outcome, type Passage, type Pipeline } from './pipeline.js'
import { answer, inform, refuse } from './reply.js'
import { type Count, requestOf } from './request.js'
import type { Upstream } from './upstream.js'

/** A client's connection: what its requests have in common. */
export interface Client {
  readonly connection: Connection
  readonly socket: net.Socket
  readonly passages: Set<Passage>
  /** When the last part of a request came from it. */
  heardAt: number
}

/** Relays one request of a node:http server: the only place where a `Cut` is caught. Never rejects. */
export const serve = async (
  req: http.IncomingMessage,
  res: http.ServerResponse,
  client: Client,
  pipeline: Pipeline,
  upstream: Upstream,
): Promise<void> => {
  const count: Count = { received: 0, sent: 0 }
  const request = requestOf(req, count)
  const passage = pipeline({ protocol: 'http1', connection: client.connection, request })
  const uploads: Promise<void>[] = []
  client.passages.add(passage)
  let outcome: Pick<Outcome, 'end' | 'detail'> = { end: 'complete' }
  try {
    const reply = await passage.handle(exchange =>
      upstream.send(exchange, {
        informed: (status, reason, headers) => inform(res, status, reason, headers),
        retried: why => passage.retried(why),
        uploading: over => uploads.push(over),
      }),
    )
    await answer(res, reply, passage, count)
    await Promise.all(uploads)
  } catch (error) {
    outcome = await end(error, req, res, passage, client.socket)
  } finally {
    client.passages.delete(passage)
    passage.close({ ...outcome, ...count, status: res.headersSent ? res.statusCode : null })
  }
}

/** How an exchange ends that did not end well; the client sees it end that way. */
const end = async (
  error: unknown,
  req: http.IncomingMessage,
  res: http.ServerResponse,
  passage: Passage,
  socket: net.Socket,
): Promise<Pick<Outcome, 'end' | 'detail'>> => {
  if (passage.exchange.signal.reason instanceof Departed || error instanceof Departed) {
    socket.destroy()
    const { end } = error instanceof Departed ? error : passage.exchange.signal.reason
    return { end }
  }
  const detail = error instanceof Error ? error.message : String(error)
  if (error instanceof Cut) {
    await breakOff(req, res, socket, error.how === 'reset' ? 'reset' : 'close')
    return { end: 'cut' }
  }
  if (!res.headersSent) refuse(res, detail)
  else await breakOff(req, res, socket, res.chunkedEncoding || res.hasHeader('content-length') ? 'close' : 'reset')
  return { end: 'upstreamFailed', detail }
}

/** FIN or RST once every byte before it is with the kernel. */
const breakOff = async (
  req: http.IncomingMessage,
  res: http.ServerResponse,
  socket: net.Socket,
  how: 'close' | 'reset',
) => {
  if (res.socket === null && !res.destroyed) await new Promise<void>(resolve => res.once('socket', () => resolve()))
  await new Promise<void>(resolve => socket.write('', () => resolve()))
  if (how === 'reset') socket.resetAndDestroy()
  else if (req.complete) socket.destroySoon()
  else lingeringClose(req, socket)
}

/** Destroying a socket with unread input sends RST, which may overtake what was written: FIN first, then read to the end. */
const lingeringClose = (req: http.IncomingMessage, socket: net.Socket): void => {
  socket.end()
  req.resume()
  socket.setTimeout(1_000, () => socket.destroy())
}
