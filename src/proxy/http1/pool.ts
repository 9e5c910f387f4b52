import type net from 'node:net'
import type { Clock } from '../../core/clock.js'
import { hostOf } from '../address.js'
import { type Dialling, dialUpstream } from '../dial.js'
import { UpstreamConnection } from './upstream-connection.js'

/** Many servers close after 5 s of idleness (node:http does): what cannot be sent again takes no connection that old. */
const FRESH_MS = 4_000
/** And others after a minute or more: then a connection is of no use to anybody. */
const IDLE_MS = 60_000

/** Opens a connection to the upstream. */
export type Dial = (onread: net.OnReadOpts | null, how?: Dialling) => net.Socket

/** Connections to one upstream: the one used last goes first; as many as are needed, for a queue would be a fault of ours. */
export class Pool {
  readonly #all = new Set<UpstreamConnection>()
  #idle: UpstreamConnection[] = []

  constructor(
    readonly base: URL,
    readonly clock: Clock,
    readonly dial: Dial = (onread, how) => dialUpstream({ base, servername: hostOf(base) }, onread, how),
  ) {}

  get isEmpty(): boolean {
    return this.#all.size === 0
  }

  /** An idle connection, or a fresh one that may still be connecting: what is written waits for that. */
  take(mayRepeat: boolean): UpstreamConnection {
    for (let known = this.#idle.pop(); known !== undefined; known = this.#idle.pop()) {
      if (known.isDead) continue
      if (mayRepeat || this.clock.now() - known.idleSince < FRESH_MS) return known
      this.#idle.push(known)
      break
    }
    return this.fresh()
  }

  fresh(): UpstreamConnection {
    const connection = new UpstreamConnection(this.dial, gone => this.#forget(gone))
    this.#all.add(connection)
    return connection
  }

  /** Takes a connection back whose exchange ended well. */
  give(connection: UpstreamConnection): void {
    if (connection.isDead) {
      connection.destroy()
      return
    }
    connection.leave()
    if (connection.socket.isPaused()) connection.socket.resume()
    connection.isReused = true
    connection.idleSince = this.clock.now()
    this.#idle.push(connection)
  }

  /** Closes the connections that have been idle for too long to be used again; with `all`, every idle one. */
  sweep(all = false): void {
    const now = this.clock.now()
    const isOld = ({ idleSince }: UpstreamConnection) => all || now - idleSince >= IDLE_MS
    const old = this.#idle.filter(isOld)
    this.#idle = this.#idle.filter(connection => !isOld(connection))
    for (const connection of old) connection.destroy()
  }

  close(): void {
    this.#idle = []
    for (const connection of [...this.#all]) connection.destroy()
  }

  #forget(connection: UpstreamConnection): void {
    this.#all.delete(connection)
    const at = this.#idle.indexOf(connection)
    if (at >= 0) this.#idle.splice(at, 1)
  }
}
