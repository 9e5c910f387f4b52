import type http from 'node:http'
import type net from 'node:net'
import { firstBytes } from '../first-bytes.js'

export interface EntryOptions {
  /** Aborts when the proxy closes. */
  readonly signal: AbortSignal
  opened(socket: net.Socket): void
  /** Takes a connection that nobody has read from; `then` is called when it is to be. */
  arrived(socket: net.Socket, then: () => void): void
  /** Takes a connection whose first request is no CONNECT; its first bytes are still to be read. */
  serve(socket: net.Socket): void
}

const CONNECT = 'CONNECT '
/** Longer than any client keeps a connection that it does not use. */
const IDLE_MS = 600_000

/** Leaves connections that begin with CONNECT to the server, and serves all others on a wire of ours. */
export const openEntry = (server: http.Server, { signal, opened, arrived, serve }: EntryOptions): void => {
  const listeners = server.listeners('connection')
  server.removeAllListeners('connection')
  server.on('connection', socket => {
    opened(socket)
    arrived(socket, () => void take(socket))
  })
  const take = async (socket: net.Socket) => {
    socket.setTimeout(IDLE_MS, () => socket.destroy())
    const first = await firstBytes(socket, isTold, signal)
    socket.setTimeout(0)
    socket.removeAllListeners('timeout')
    if (first === null) return void socket.destroy()
    try {
      if (startOf(first) === CONNECT) for (const listener of listeners) Reflect.apply(listener, server, [socket])
      else serve(socket)
      socket.resume()
    } catch {
      // No client can end more than its own connection.
      socket.destroy()
    }
  }
}

const startOf = (bytes: Buffer): string => bytes.toString('latin1', 0, CONNECT.length)
const isTold = (bytes: Buffer): boolean => bytes.length >= CONNECT.length || !CONNECT.startsWith(startOf(bytes))
