import { setMaxListeners } from 'node:events'
import type { Duplex } from 'node:stream'
import { Departed } from '../departed.js'
import { closing, every } from '../http1/clients.js'
import type { Destinations } from '../http1/destinations.js'
import type { Pipeline, Traffic } from '../pipeline.js'
import type { Visit } from '../visit.js'
import { Http2Client, type Http2Host } from './http2-client.js'
import type { Plain } from './sessions.js'
import { openUpstreams } from './upstreams.js'

/** HTTP/2 on sockets, from clients to their upstreams. */
export interface Http2 {
  /** Serves a connection that speaks HTTP/2 on its TCP socket or what lies on that. */
  serve(socket: Duplex, visit: Visit): undefined
  /** Lets connections end after their exchanges. */
  stop(): void
  /** Ends every connection; resolves when all are gone. */
  close(): Promise<void>
}

export interface Http2Surroundings extends Pick<Traffic, 'clock' | 'isOurs'> {
  readonly pipeline: Pipeline
  readonly destinations: Pick<Destinations, 'poolFor'>
  readonly plain: Plain
}

export const openHttp2 = (around: Http2Surroundings): Http2 => {
  const { clock } = around
  const upstreams = openUpstreams(around)
  const clients = new Set<Http2Client>()
  const closed = new AbortController()
  // Each client may wait for it.
  setMaxListeners(0, closed.signal)
  const sleep = (ms: number) => clock.sleep(ms, closed.signal).catch(() => {})
  let isStopping = false
  void every(clock, 1_000, closed.signal, () => {
    for (const client of clients) client.tick()
    upstreams.sweep()
  })
  const host: Http2Host = { ...around, ...upstreams, sleep, gone: client => clients.delete(client) }
  const stop = () => {
    isStopping = true
    for (const client of clients) client.leave()
  }
  return {
    serve(socket, visit) {
      const client = new Http2Client(socket, visit, host)
      clients.add(client)
      visit.attend(client)
      socket.resume()
      if (isStopping) client.leave()
    },
    stop,
    async close() {
      stop()
      closed.abort()
      const gone = closing([...clients].map(({ socket }) => socket))
      for (const client of clients) client.abort(new Departed('proxyClosed'))
      upstreams.close()
      await gone
    },
  }
}
