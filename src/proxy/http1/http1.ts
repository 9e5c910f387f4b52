import type net from 'node:net'
import type { Duplex } from 'node:stream'
import type { Clock } from '../../core/clock.js'
import type { Connection } from '../../core/exchange.js'
import { Departed, type Pipeline } from '../pipeline.js'
import { Arrived } from './arrived.js'
import type { Destinations } from './destinations.js'
import { Faulted } from './faulted.js'
import type { FoundHead } from './head-buffer.js'
import { Relay } from './relay.js'
import { type Host, type Limits, ServerConnection } from './server-connection.js'
import type { Turn } from './turn.js'
import { upstreamOver } from './upstream-call.js'

/** A head has a minute; idle connections stay longer than with any client: what ends one is never this proxy. */
const LIMITS: Limits = { head: 60, idle: 600, linger: 2 }

/** HTTP/1.1 on sockets, from clients to their upstreams. */
export interface Http1 {
  /** Serves a connection that speaks HTTP/1.1, half-open allowed; `raw` is its TCP socket. */
  serve(socket: Duplex, raw: net.Socket, connection: Connection): void
  /** Closes idle connections, and all others after their exchange. */
  stop(): void
  /** Ends every connection; resolves when all are gone. */
  close(): Promise<void>
}

export const openHttp1 = (destinations: Destinations, pipeline: Pipeline, clock: Clock): Http1 => {
  const clients = new Set<ServerConnection>()
  const closed = new AbortController()
  const turnOf = (client: ServerConnection, found: FoundHead): Turn => {
    const request = new Arrived(found)
    const pool = destinations.poolFor(request, client.connection)
    const protocol = request.asksWebSocket ? 'websocket' : 'http1'
    const passage = pipeline({ protocol, connection: client.connection, request })
    if (passage.faulted || request.head.minor === 0) return new Faulted(client, passage, request, upstreamOver(pool))
    return new Relay(client, passage, request, pool)
  }
  const host: Host & { isStopping: boolean } = {
    ...{ isStopping: false, now: () => clock.now(), turnOf, gone: client => clients.delete(client) },
    sleep: ms => clock.sleep(ms, closed.signal).catch(() => {}),
  }
  void sweep(clock, closed.signal, () => {
    for (const client of clients) client.tick(LIMITS)
    destinations.sweep()
  })
  const stop = () => {
    host.isStopping = true
    for (const client of clients) if (client.isIdle) client.cut('close')
  }
  return {
    serve(socket, raw, connection) {
      clients.add(new ServerConnection(socket, raw, connection, host))
    },
    stop,
    async close() {
      stop()
      closed.abort()
      const gone = [...clients].map(({ socket }) => new Promise(resolve => socket.once('close', resolve)))
      for (const client of clients) client.abort(new Departed('proxyClosed'))
      destinations.close()
      await Promise.all(gone)
    },
  }
}

/** Once a second until the signal aborts: a timer for each connection would cost more than the connection. */
const sweep = async (clock: Clock, signal: AbortSignal, turn: () => void): Promise<void> => {
  while (!signal.aborted) {
    await clock.sleep(1_000, signal).catch(() => {})
    if (!signal.aborted) turn()
  }
}
