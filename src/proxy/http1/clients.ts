import { setMaxListeners } from 'node:events'
import type { Duplex } from 'node:stream'
import type { Clock } from '../../core/clock.js'
import { Departed } from '../departed.js'
import type { Visit } from '../visit.js'
import { type Host, type Limits, ServerConnection } from './server-connection.js'

/** A head has a minute; idle connections stay longer than with any client: what ends one is never this proxy. */
const LIMITS: Limits = { head: 60, idle: 600, linger: 2 }

/** The connections of clients that are open now. */
export interface Clients {
  /** Attends to a connection on its TCP socket or what lies on that, half-open allowed. */
  add(socket: Duplex, visit: Visit): ServerConnection
  /** Closes idle connections, and all others after their exchange. */
  stop(): void
  /** Ends every connection; resolves when all are gone. */
  close(): Promise<void>
}

/** `turnOf` makes the turn of a request; `swept` is called once a second. */
export const openClients = (clock: Clock, turnOf: Host['turnOf'], swept: () => void = () => {}): Clients => {
  const all = new Set<ServerConnection>()
  const closed = new AbortController()
  // Each client may wait for it.
  setMaxListeners(0, closed.signal)
  const host: Host & { isStopping: boolean } = {
    ...{ isStopping: false, now: () => clock.now(), turnOf, gone: client => all.delete(client) },
    sleep: ms => clock.sleep(ms, closed.signal).catch(() => {}),
  }
  void every(clock, 1_000, closed.signal, () => {
    for (const client of all) client.tick(LIMITS)
    swept()
  })
  const stop = () => {
    host.isStopping = true
    for (const client of all) if (client.isIdle) client.cut('close')
  }
  return {
    add(socket, visit) {
      const client = new ServerConnection(socket, visit.raw, visit, host)
      all.add(client)
      visit.attend(client)
      return client
    },
    stop,
    async close() {
      stop()
      closed.abort()
      const gone = closing([...all].map(({ socket }) => socket))
      for (const client of all) client.abort(new Departed('proxyClosed'))
      await gone
    },
  }
}

/** Until the signal aborts; a timer for each connection would cost more than the connection. */
export const every = async (clock: Clock, ms: number, signal: AbortSignal, turn: () => void): Promise<void> => {
  while (!signal.aborted) {
    await clock.sleep(ms, signal).catch(() => {})
    if (!signal.aborted) turn()
  }
}

/** Resolves when all of them are closed. */
export const closing = async (sockets: readonly Duplex[]): Promise<void> => {
  await Promise.all(sockets.map(socket => new Promise(resolve => socket.once('close', resolve))))
}
