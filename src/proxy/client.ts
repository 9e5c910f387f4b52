import type net from 'node:net'
import type { Connection } from '../core/exchange.js'
import { Departed, nextConnection, type Passage, type Traffic } from './pipeline.js'

/** A client's connection: what its requests have in common. */
export interface Client {
  readonly connection: Connection
  readonly socket: net.Socket
  readonly passages: Set<Passage>
  /** When the last part of a request came from it. */
  heardAt: number
}

/** A FIN this soon after the request's end is a client that only sends no more; later it is one that has left. */
const HALF_CLOSE_MS = 100

/** Watches a client: when it leaves, its exchanges abort at once. */
export const clientOf = (socket: net.Socket, traffic: Traffic): Client => {
  const { clock } = traffic
  const connection = nextConnection(traffic, (socket.remoteAddress ?? '').replace(/^::ffff:/, ''))
  const client: Client = { connection, socket, passages: new Set(), heardAt: clock.now() }
  const leave = () => {
    for (const passage of [...client.passages]) passage.abort(new Departed('clientLeft'))
  }
  socket.on('error', () => {})
  socket.on('end', () => {
    if (client.passages.size === 0 || clock.now() - client.heardAt <= HALF_CLOSE_MS) return
    leave()
    socket.destroy()
  })
  socket.on('close', leave)
  return client
}
