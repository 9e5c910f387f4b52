import type { Connection, Request } from '../../core/exchange.js'
import { STREAM_CODES } from '../../core/stream-code.js'
import type { Destinations } from '../http1/destinations.js'
import { openDetours } from '../http1/detours.js'
import type { Pool } from '../http1/pool.js'
import { Refusal } from '../http1/refusal.js'
import type { Upstream } from '../http1/upstream.js'
import { upstreamOver } from '../http1/upstream-call.js'
import type { Traffic } from '../pipeline.js'
import { StreamError } from './errors.js'
import { type Plain, Sessions } from './sessions.js'
import { http2Upstream } from './upstream.js'

/** Where requests of HTTP/2 go. */
export interface Upstreams {
  /** Throws a StreamError where none may go. */
  upstreamFor(request: Request, connection: Connection): Upstream
  /** Called once a second. */
  sweep(): void
  close(): void
}

interface UpstreamOptions extends Pick<Traffic, 'clock' | 'isOurs'> {
  readonly destinations: Pick<Destinations, 'poolFor'>
  readonly plain: Plain
}

export const openUpstreams = ({ clock, isOurs, destinations, plain }: UpstreamOptions): Upstreams => {
  const detours = openDetours({ clock, isOurs })
  const known = new WeakMap<Pool, Sessions>()
  const used = new Set<Sessions>()
  const sessionsOf = (pool: Pool): Sessions => {
    const sessions = known.get(pool) ?? new Sessions(pool, plain)
    known.set(pool, sessions)
    used.add(sessions)
    return sessions
  }
  const poolFor: Destinations['poolFor'] = (request, connection) => {
    try {
      return destinations.poolFor(request, connection)
    } catch (error) {
      if (error instanceof Refusal) throw new StreamError(STREAM_CODES.REFUSED_STREAM, error.message)
      throw error
    }
  }
  return {
    upstreamFor(request, connection) {
      const pool = poolFor(request, connection)
      return http2Upstream({
        ...{ sessionsOf, http1: upstreamOver(pool, detours) },
        poolFor: ({ detour }) => detours.poolFor(pool, detour),
      })
    },
    sweep() {
      detours.sweep()
      for (const sessions of used) {
        sessions.sweep()
        if (sessions.isEmpty) used.delete(sessions)
      }
    },
    close() {
      detours.close()
      for (const sessions of used) sessions.close()
    },
  }
}
