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
      try {
        return await first.reply
      } catch (error) {
        if (!first.isStale(error)) throw error
        call.retried(said(error))
        return await attempt(start(fresh, exchange.request), exchange, call).reply
      }
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
  /** It failed because a reused connection died before it gave a byte, and the request may be sent again. */
  isStale(error: unknown): boolean
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
  const reply = replyTo(call, request.method, () => cause)
  watcher.uploading(upload(call, exchange).catch(fail))
  if (signal.aborted) leave()
  const again = IDEMPOTENT.has(request.method) && request.body === null
  const silent = () => call.reusedSocket && call.socket?.bytesRead === before
  return { reply, isStale: error => again && silent() && error instanceof Error && DEAD.has(codeOf(error.cause)) }
}

const replyTo = (call: http.ClientRequest, method: string, cause: () => unknown): Promise<Reply> =>
  new Promise((resolve, reject) => {
    const fail = (why: string, error?: Error) => reject(cause() ?? new UpstreamFailed(why, { cause: error }))
    call.on('response', response => resolve(replyOf(response, method, cause)))
    call.on('error', error => fail(said(error), error))
    call.on('close', () => fail('the connection was closed'))
    call.on('upgrade', (_, socket) => {
      socket.destroy()
      fail('it switched protocols unasked')
    })
  })

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

/** Methods that node:http does not chunk by itself. */
const BODILESS = new Set(['GET', 'HEAD', 'OPTIONS', 'DELETE', 'TRACE'])

const sendable = (headers: HeaderList, method: string): HeaderList => {
  const list = framed(headers).filter(
    ([name]) => name.toLowerCase() !== 'trailer' || hasHeader(headers, 'transfer-encoding'),
  )
  const bodiless = !hasHeader(list, 'content-length') && !hasHeader(list, 'transfer-encoding')
  // node:http would chunk a body that is not there; a length of 0 says the same as none (RFC 9112 6.3).
  return bodiless && !BODILESS.has(method) ? [...list, ['Content-Length', '0']] : list
}
