import { type Exchange, overlay, type Reply } from '../../core/exchange.js'
import { endToEnd, type HeaderList } from '../../core/headers.js'
import type { Pool } from '../http1/pool.js'
import { isIdempotent } from '../http1/repeat.js'
import type { Upstream } from '../http1/upstream.js'
import type { Session, Sessions } from './sessions.js'
import { NothingCame } from './stream-reset.js'
import { callOver } from './upstream-stream.js'

export interface Http2Upstream {
  /** Where an exchange goes, detours included. */
  poolFor(exchange: Exchange): Pool
  sessionsOf(pool: Pool): Sessions
  /** For upstreams that do not speak HTTP/2. */
  readonly http1: Upstream
}

/** The upstream of exchanges that came over HTTP/2, in whichever version it speaks. */
export const http2Upstream = ({ poolFor, sessionsOf, http1 }: Http2Upstream): Upstream => ({
  async send(exchange, call) {
    const pool = poolFor(exchange)
    const sessions = sessionsOf(pool)
    const session = await sessions.take()
    exchange.signal.throwIfAborted()
    if (session === null) return withoutHops(await http1.send(forHttp1(exchange), call))
    const ask = (on: Session) => callOver(on, exchange, call, pool.base)
    return ask(session)
      .catch(async error => {
        const again = mayRepeat(exchange, error) ? await sessions.take(true) : null
        if (again === null) throw error
        call.retried(error.message)
        return ask(again)
      })
      .catch(error => {
        throw error instanceof NothingCame ? error.cause : error
      })
  },
  close: () => http1.close(),
})

/** The upstream refused it unseen, or it does no harm when it comes twice (RFC 9113 8.7). */
const mayRepeat = ({ request }: Exchange, error: unknown): boolean =>
  error instanceof NothingCame &&
  request.body === null &&
  (error.isUnseen || (error.wasReused && isIdempotent(request.method)))

/** HTTP/2 may cut a Cookie into fields, HTTP/1.1 may not (RFC 9113 8.2.3). */
const forHttp1 = (exchange: Exchange): Exchange => {
  const { headers } = exchange.request
  const cookies = headers.filter(isCookie).map(([, value]) => value)
  if (cookies.length < 2) return exchange
  const others = headers.filter(field => !isCookie(field))
  return { ...exchange, request: overlay(exchange.request, { headers: [...others, ['cookie', cookies.join('; ')]] }) }
}

const isCookie = ([name]: HeaderList[number]) => name.toLowerCase() === 'cookie'

/** How the upstream's connection ends is nothing to the client's. */
const withoutHops = (reply: Reply): Reply => ({ ...reply, headers: endToEnd(reply.headers) })
