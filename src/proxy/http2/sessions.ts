import type net from 'node:net'
import tls from 'node:tls'
import { severUpstream } from '../dial.js'
import type { Pool } from '../http1/pool.js'
import type { Ending } from '../http1/turn.js'
import { UpstreamFailed } from '../http1/upstream.js'
import { type ConnectionOwner, Http2Connection } from './connection.js'

/** Whether an upstream without TLS is spoken to in HTTP/2, by prior knowledge. */
export type Plain = 'http1' | 'h2c'

/** An upstream connection of HTTP/2. */
export interface Session {
  readonly wire: Http2Connection
  /** It has carried an exchange before: the upstream may have dropped it meanwhile. */
  isReused: boolean
  /** Ends the whole connection at once. */
  readonly sever: (how: Ending) => void
}

const IDLE_MS = 60_000

/** Connections of HTTP/2 to one upstream: as many as it takes, for a queue would be a fault of ours. */
export class Sessions {
  readonly #all = new Set<Session & { idleSince: number }>()
  #connecting: Promise<Session | null> | null = null
  /** The upstream was asked by ALPN, and speaks HTTP/1.1 only. */
  #isOld = false

  constructor(
    readonly pool: Pool,
    readonly plain: Plain,
  ) {}

  get isEmpty(): boolean {
    return this.#all.size === 0 && this.#connecting === null
  }

  /** A connection with room for a stream; null where the upstream speaks HTTP/1.1. Rejects when there is none. */
  async take(isFresh = false): Promise<Session | null> {
    if (this.#isOld || (this.plain === 'http1' && this.pool.base.protocol !== 'https:')) return null
    for (;;) {
      const known = isFresh ? undefined : [...this.#all].find(({ wire }) => hasRoom(wire))
      if (known !== undefined) return known
      this.#connecting ??= this.#connect().finally(() => {
        this.#connecting = null
      })
      const session = await this.#connecting
      if (session === null || hasRoom(session.wire)) return session
      if (session.wire.isClosed) throw new UpstreamFailed('the upstream closed the connection')
    }
  }

  /** Closes what has been idle for long. */
  sweep(): void {
    const now = this.pool.clock.now()
    for (const session of this.#all) {
      if (session.wire.streams.size > 0) session.idleSince = now
      else if (session.wire.isClosed || now - session.idleSince > IDLE_MS) session.wire.socket.destroy()
    }
  }

  close(): void {
    for (const { wire } of this.#all) wire.socket.destroy()
  }

  async #connect(): Promise<Session | null> {
    const socket = await connected(this.pool.dial(null, { protocols: ['h2', 'http/1.1'] }))
    if (socket instanceof tls.TLSSocket && socket.alpnProtocol !== 'h2') {
      this.#isOld = true
      socket.destroy()
      return null
    }
    const owner: ConnectionOwner = {
      now: () => this.pool.clock.now(),
      requested() {},
      changed: () => session.wire.isLeaving && session.wire.streams.size === 0 && void socket.end(),
      lost: () => this.#all.delete(session),
    }
    const wire = new Http2Connection(socket, 'client', owner)
    const sever = (how: Ending) => severUpstream(socket, how)
    const session = { wire, sever, isReused: false, idleSince: this.pool.clock.now() }
    this.#all.add(session)
    return session
  }
}

const hasRoom = (wire: Http2Connection): boolean =>
  !wire.isClosed && !wire.isLeaving && wire.streams.size < wire.maxStreams

const connected = (socket: net.Socket): Promise<net.Socket> =>
  new Promise((resolve, reject) => {
    const fail = (error: Error) => reject(new UpstreamFailed(error.message, { cause: error }))
    socket.once(socket instanceof tls.TLSSocket ? 'secureConnect' : 'connect', () => {
      socket.off('error', fail)
      resolve(socket)
    })
    socket.once('error', fail)
    socket.once('close', () => reject(new UpstreamFailed('the upstream closed the connection')))
  })
