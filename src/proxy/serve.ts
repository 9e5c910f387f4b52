import type http from 'node:http'
import type net from 'node:net'
import type { Clock } from '../core/clock.js'
import { Cut, type Reply } from '../core/exchange.js'
import { hasHeader } from '../core/headers.js'
import type { Client } from './client.js'
import { happened } from './flow.js'
import { Departed, type Outcome, type Passage, type Pipeline } from './pipeline.js'
import { answer, inform, refuse } from './reply.js'
import { type Count, requestOf } from './request.js'
import type { Upstream } from './upstream.js'

/** One request and its response object, as node:http gives them. */
interface Turn {
  readonly req: http.IncomingMessage
  readonly res: http.ServerResponse
  readonly client: Client
}

/** Where requests of one listener go. */
export interface Way {
  readonly clock: Clock
  readonly pipeline: Pipeline
  readonly upstream: Upstream
}

/** Relays one request of a node:http server: the only place where a `Cut` is caught. Never rejects. */
export const serve = async (turn: Turn, { clock, pipeline, upstream }: Way): Promise<void> => {
  const { req, res, client } = turn
  const count: Count = { received: 0, sent: 0 }
  const passage = pipeline({ protocol: 'http1', connection: client.connection, request: requestOf(req, count) })
  const uploads: Promise<void>[] = []
  let reply: Reply | undefined
  let outcome: Pick<Outcome, 'end' | 'detail'> = { end: 'complete' }
  client.passages.add(passage)
  try {
    reply = await passage.handle(exchange =>
      upstream.send(exchange, {
        informed: (status, reason, headers) => inform(res, status, reason, headers),
        retried: passage.retried,
        uploading: over => uploads.push(over),
      }),
    )
    await answer(res, reply, passage, count)
    await Promise.all(uploads)
    if (client.socket.readableEnded && client.passages.size === 1) client.socket.end()
  } catch (error) {
    outcome = ending(error, passage)
    await breakOff(turn, breakFor(error, outcome, res.headersSent ? reply : undefined), clock).catch(() =>
      client.socket.destroy(),
    )
  } finally {
    client.passages.delete(passage)
    passage.close({ ...outcome, ...count, status: res.headersSent ? res.statusCode : null })
  }
}

/** How an exchange that threw has ended. */
export const ending = (error: unknown, passage: Passage): Pick<Outcome, 'end' | 'detail'> => {
  const { reason } = passage.exchange.signal
  const departed = reason instanceof Departed ? reason : error
  if (departed instanceof Departed) return { end: departed.end }
  if (error instanceof Cut) return { end: 'cut' }
  return { end: 'upstreamFailed', detail: error instanceof Error ? error.message : String(error) }
}

type Break = { readonly how: 'drop' | 'close' | 'reset' } | { readonly how: 'refuse'; readonly why: string }

/** What the client is to see. A body that only the end of its connection delimits must not seem to have ended. */
const breakFor = (error: unknown, { end, detail = '' }: Pick<Outcome, 'end' | 'detail'>, begun?: Reply): Break => {
  if (end === 'clientLeft' || end === 'proxyClosed') return { how: 'drop' }
  if (error instanceof Cut) return { how: error.how === 'reset' ? 'reset' : 'close' }
  if (begun === undefined) return { how: 'refuse', why: detail }
  const framed = hasHeader(begun.headers, 'content-length') || hasHeader(begun.headers, 'transfer-encoding')
  return { how: framed ? 'close' : 'reset' }
}

/** A reader that is not given this long finds the RST before the bytes that came first, and loses them. */
const BEFORE_RESET_MS = 20

/** Ends the client's connection after every byte before it is with the kernel. */
const breakOff = async ({ req, res, client: { socket } }: Turn, order: Break, clock: Clock): Promise<void> => {
  if (order.how === 'drop') return void socket.destroy()
  if (order.how === 'refuse') return refuse(res, order.why)
  const never = new AbortController().signal
  if (res.socket === null) await happened(res, ['socket', 'close'], never)
  await new Promise<void>(resolve => socket.write('', () => resolve()))
  if (order.how === 'reset') {
    if (res.headersSent) await clock.sleep(BEFORE_RESET_MS, never)
    socket.resetAndDestroy()
  } else if (req.complete) socket.destroySoon()
  else lingeringClose(req, socket)
}

/** Destroying a socket with unread input sends RST, which may overtake what was written: FIN first, then read to the end. */
const lingeringClose = (req: http.IncomingMessage, socket: net.Socket): void => {
  socket.end()
  req.resume()
  socket.setTimeout(1_000, () => socket.destroy())
}
