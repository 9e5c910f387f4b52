import http from 'node:http'
import type { Reply } from '../core/exchange.js'
import { type HeaderList, hasHeader, headerOf, withoutHeaders } from '../core/headers.js'
import { flushHead, happened, push } from './flow.js'
import type { Passage } from './pipeline.js'
import { UpstreamFailed } from './received.js'
import type { Count } from './request.js'

/** Past node:http, which would drop most of it; what is written to the socket of this reply stays in order. */
export const inform = (res: http.ServerResponse, status: number, reason: string, headers: HeaderList): void => {
  if (res.headersSent || res.socket === null || res.req.httpVersion === '1.0') return
  const fields = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  if (status === 100) res.writeContinue()
  else res.socket.write(`HTTP/1.1 ${status} ${reason}\r\n${fields}\r\n`, 'latin1')
}

/** Sends a reply to its end, at the client's pace; throws when it is not what its head promised. */
export const answer = async (res: http.ServerResponse, reply: Reply, passage: Passage, count: Count): Promise<void> => {
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

/** A reply of our own, marked so that nobody takes it for the upstream's. */
export const refuse = (res: http.ServerResponse, detail: string): void => {
  const text = `fallacy: no reply from the upstream: ${detail}\n`
  const clean = detail.replace(/[^\x20-\x7e]/g, '?')
  res.sendDate = false
  res.writeHead(502, 'Bad Gateway', [
    ...['Content-Type', 'text/plain; charset=utf-8', 'Content-Length', String(Buffer.byteLength(text))],
    ...['x-fallacy-error', clean],
  ])
  res.end(text)
}
