import http from 'node:http'
import type net from 'node:net'
import type { Body } from '../core/body.js'
import { type Connection, Cut, type Reply, type Request } from '../core/exchange.js'
import { fromRaw, type HeaderList, hasHeader, headerOf, withoutHeaders } from '../core/headers.js'
import { flushHead, happened, push } from './flow.js'
import { originForm } from './match.js'
import { Departed, type Outcome, type Passage, type Pipeline } from './pipeline.js'
import { type Upstream, UpstreamFailed } from './upstream.js'

/** A client's connection: what its requests have in common. */
export interface Client {
  readonly connection: Connection
  readonly socket: net.Socket
  readonly passages: Set<Passage>
  /** When the last part of a request came from it. */
  heardAt: number
}

/** Body bytes from the client and to it. */
interface Count {
  received: number
  sent: number
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

const requestOf = (req: http.IncomingMessage, count: Count): Request => {
  const { method = '', url: target = '' } = req
  const headers = fromRaw(req.rawHeaders)
  const length = headerOf(headers, 'content-length')
  const empty = !hasHeader(headers, 'transfer-encoding') && (length === undefined || Number(length) === 0)
  let url: URL | undefined
  return {
    ...{ method, target, headers },
    body: empty ? null : uploaded(req, count),
    trailers: () => fromRaw(req.rawTrailers),
    get url() {
      url ??= urlOf(target, headerOf(headers, 'host'))
      return url
    },
  }
}

/** For matching only: a target or Host that makes no URL is read as far as it can be. */
const urlOf = (target: string, host = ''): URL => {
  const base = `http://${URL.canParse(`http://${host}`) ? host : 'unknown'}`
  const path = originForm(target).replace(/^\/*/, '/')
  return URL.canParse(path, base) ? new URL(path, base) : new URL(base)
}

async function* uploaded(req: http.IncomingMessage, count: Count): Body {
  for await (const chunk of req.iterator({ destroyOnReturn: false })) {
    count.received += chunk.length
    yield chunk
  }
  if (!req.complete) throw new Departed('clientLeft')
}

/** Past node:http, which would drop most of it; what is written to the socket of this reply stays in order. */
const inform = (res: http.ServerResponse, status: number, reason: string, headers: HeaderList): void => {
  if (res.headersSent || res.socket === null || res.req.httpVersion === '1.0') return
  const fields = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  if (status === 100) res.writeContinue()
  else res.socket.write(`HTTP/1.1 ${status} ${reason}\r\n${fields}\r\n`, 'latin1')
}

const answer = async (res: http.ServerResponse, reply: Reply, passage: Passage, count: Count): Promise<void> => {
  const { signal } = passage.exchange
  const bodiless = res.req.method === 'HEAD' || reply.status === 204 || reply.status === 304
  sendHead(res, reply)
  passage.headSent()
  const length = lengthOf(reply.headers)
  for await (const chunk of reply.body) {
    if (bodiless || chunk.length === 0) continue
    if (count.sent + chunk.length > length) throw new UpstreamFailed('the reply is longer than its Content-Length')
    await push(res, chunk, signal)
    signal.throwIfAborted()
    count.sent += chunk.length
  }
  if (!bodiless && count.sent < length && length !== Number.POSITIVE_INFINITY)
    throw new UpstreamFailed('the reply is shorter than its Content-Length')
  const trailers = reply.trailers?.() ?? []
  if (trailers.length > 0 && res.chunkedEncoding)
    res.addTrailers(trailers.map(([name, value]): [string, string] => [name, value]))
  res.end()
  if (!res.writableFinished) await happened(res, ['finish', 'close'], signal)
}

const lengthOf = (headers: HeaderList): number =>
  Number(headerOf(headers, 'content-length') ?? Number.POSITIVE_INFINITY)

const sendHead = (res: http.ServerResponse, reply: Reply): void => {
  const { status, headers } = reply
  if (status < 200 || status > 999) throw new UpstreamFailed(`the upstream sent status ${status}`)
  const old = res.req.httpVersion === '1.0'
  const chunked = hasHeader(headers, 'transfer-encoding') && !old
  const close = (headerOf(headers, 'connection') ?? '').toLowerCase() === 'close'
  const dropped = ['connection', ...(chunked ? [] : ['transfer-encoding', 'trailer'])]
  const list = withoutHeaders(headers, ...dropped)
  res.sendDate = false
  if (close) res.shouldKeepAlive = false
  else if (!old && res.shouldKeepAlive) res.removeHeader('connection')
  if (close && !chunked && !hasHeader(headers, 'content-length')) {
    res.removeHeader('transfer-encoding')
    res.removeHeader('content-length')
  }
  const reason = reply.reason ?? http.STATUS_CODES[status] ?? ''
  res.writeHead(status, reason, list.flat())
  flushHead(res)
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

/** A reply of our own, marked so that nobody takes it for the upstream's. */
const refuse = (res: http.ServerResponse, detail: string): void => {
  const text = `fallacy: no reply from the upstream: ${detail}\n`
  const clean = detail.replace(/[^\x20-\x7e]/g, '?')
  res.sendDate = false
  res.writeHead(502, 'Bad Gateway', [
    ...['Content-Type', 'text/plain; charset=utf-8', 'Content-Length', String(Buffer.byteLength(text))],
    ...['x-fallacy-error', clean],
  ])
  res.end(text)
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
