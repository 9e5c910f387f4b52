import http from 'node:http'
import https from 'node:https'
import type { Exchange, Reply, Request } from '../core/exchange.js'
import { endToEnd, fromRaw, type HeaderList, hasHeader } from '../core/headers.js'
import { hostOf, portOf, targetAt } from './address.js'
import { flushHead, push } from './flow.js'
import { codeOf, framed, replyOf, said, UpstreamFailed } from './received.js'

/** What happens on the way to a reply. */
export interface Call {
  /** An interim reply (1xx) came. */
  informed(status: number, reason: string, headers: HeaderList): void
  /** The connection was dead; the request goes once more, on a fresh one. */
  retried(why: string): void
  /** Resolves when the upload is over, however it ends; the reply may come, and end, before it. */
  uploading(over: Promise<void>): void
}

/**
 * One upstream over node:http: connections without a cap and without timeouts of ours. Headers of a reply are
 * end-to-end, but for its Transfer-Encoding; a body delimited by the end of the connection has `Connection: close`.
 */
export interface Upstream {
  send(exchange: Exchange, call: Call): Promise<Reply>
  close(): void
}

export const openUpstream = (base: URL): Upstream => {
  const { Agent, request } = base.protocol === 'https:' ? https : http
  const reusing = new Agent({ keepAlive: true, scheduling: 'lifo' })
  const fresh = new Agent({ keepAlive: false })
  const start = (agent: http.Agent, { method, target, headers }: Request): http.ClientRequest => {
    const call = request({
      ...{ agent, method, path: targetAt(base, target), headers: sendable(headers, method).flat(), setHost: false },
      ...{ protocol: base.protocol, host: hostOf(base), port: portOf(base), maxHeaderSize: 256 * 1024 },
    })
    call.maxHeadersCount = 0
    return call
  }
  return {
    async send(exchange, call) {
      const first = attempt(start(reusing, exchange.request), exchange, call)
      const { error, stale } = await first.failed
      if (error === null) return first.reply
      if (!stale) throw error
      call.retried(error.message)
      return attempt(start(fresh, exchange.request), exchange, call).reply
    },
    close() {
      reusing.destroy()
      fresh.destroy()
    },
  }
}

/** RFC 9110 9.2.2. */
const IDEMPOTENT = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'TRACE'])
const DEAD = new Set(['ECONNRESET', 'EPIPE'])

interface Attempt {
  readonly reply: Promise<Reply>
  /** `stale`: a reused connection died before it gave a byte, and the request may be sent again. */
  readonly failed: Promise<{ readonly error: Error | null; readonly stale: boolean }>
}

const attempt = (call: http.ClientRequest, exchange: Exchange, watcher: Call): Attempt => {
  const { request, signal } = exchange
  let cause: unknown
  let before = 0
  const fail = (error: unknown) => {
    cause ??= error
    call.destroy()
  }
  const leave = () => fail(signal.reason)
  signal.addEventListener('abort', leave, { once: true })
  call.once('close', () => signal.removeEventListener('abort', leave))
  call.once('socket', socket => {
    before = socket.bytesRead
  })
  call.on('information', ({ statusCode, statusMessage, rawHeaders }) =>
    watcher.informed(statusCode, statusMessage, endToEnd(fromRaw(rawHeaders))),
  )
  const reply = new Promise<Reply>((resolve, reject) => {
    call.on('upgrade', (_, socket) => {
      socket.destroy()
      reject(new UpstreamFailed('it switched protocols unasked'))
    })
    call.on('response', response => resolve(replyOf(response, request.method, () => cause)))
    call.on('error', error => reject(cause ?? new UpstreamFailed(said(error), { cause: error })))
  })
  const failed = reply.then(
    () => ({ error: null, stale: false }),
    (error: Error) => {
      const silent = call.reusedSocket && call.socket?.bytesRead === before
      const again = IDEMPOTENT.has(request.method) && request.body === null
      return { error, stale: silent && again && DEAD.has(codeOf(error.cause)) }
    },
  )
  watcher.uploading(upload(call, exchange).catch(fail))
  if (signal.aborted) leave()
  return { reply, failed }
}

/** A body that breaks off breaks the request: it is never ended well. */
const upload = async (call: http.ClientRequest, { request, signal }: Exchange): Promise<void> => {
  if (request.body !== null) {
    flushHead(call)
    for await (const chunk of request.body) {
      if (call.destroyed) return
      if (chunk.length > 0) await push(call, chunk, signal)
    }
  }
  const trailers = request.trailers?.() ?? []
  if (trailers.length > 0 && call.chunkedEncoding)
    call.addTrailers(trailers.map(([name, value]): [string, string] => [name, value]))
  call.end()
}

const sendable = (headers: HeaderList, method: string): HeaderList => {
  const list = framed(headers).filter(
    ([name]) => name.toLowerCase() !== 'trailer' || hasHeader(headers, 'transfer-encoding'),
  )
  const bodiless = !hasHeader(list, 'content-length') && !hasHeader(list, 'transfer-encoding')
  // node:http would chunk a body that is not there; a length of 0 says the same as none (RFC 9112 6.3).
  return bodiless && !IDEMPOTENT.has(method) ? [...list, ['Content-Length', '0']] : list
}
