import type { Duplex } from 'node:stream'
import type { Clock } from '../../core/clock.js'
import type { Connection, Request } from '../../core/exchange.js'
import type { HeaderList } from '../../core/headers.js'
import { STREAM_CODES } from '../../core/stream-code.js'
import { Departed } from '../departed.js'
import type { Upstream } from '../http1/upstream.js'
import type { Pipeline } from '../pipeline.js'
import type { Attendant, Visit } from '../visit.js'
import { type ConnectionOwner, Http2Connection } from './connection.js'
import { StreamError } from './errors.js'
import { lengthOf, requestHead } from './message.js'
import { ArrivedStream, ServedStream } from './served-stream.js'
import type { Http2Stream } from './stream.js'

/** A reader that is not given this long finds the RST before the bytes that came first, and loses them. */
const BEFORE_RESET_MS = 20
/** Longer than any client keeps a connection that it does not use, in seconds. */
const IDLE = 600
/** How long a client has for its FIN after ours, in seconds. */
const LINGER = 2
/** The highest id there is: "no requests are lost, but send no more of them". */
const ALL = 0x7fffffff

export interface Http2Host {
  readonly clock: Clock
  readonly pipeline: Pipeline
  /** Where a request goes. Throws a StreamError. */
  upstreamFor(request: Request, connection: Connection): Upstream
  sleep(ms: number): Promise<unknown>
  gone(client: Http2Client): void
}

/** A client's connection of HTTP/2: each of its streams is an exchange. */
export class Http2Client implements ConnectionOwner, Attendant {
  readonly #wire: Http2Connection
  readonly #served = new Map<Http2Stream, ServedStream>()
  #isLeaving = false
  #idle = 0

  constructor(
    readonly socket: Duplex,
    readonly visit: Visit,
    readonly host: Http2Host,
  ) {
    this.#wire = new Http2Connection(socket, 'server', this)
  }

  now(): number {
    return this.host.clock.now()
  }

  requested(stream: Http2Stream, headers: HeaderList, isWhole: boolean): void {
    const head = requestHead(headers)
    stream.expected = lengthOf(head.headers)
    if (isWhole && (stream.expected ?? 0) > 0)
      throw new StreamError(STREAM_CODES.PROTOCOL_ERROR, 'a body is as long as its Content-Length')
    const request = new ArrivedStream(head)
    const { pipeline, upstreamFor } = this.host
    const upstream = upstreamFor(request, this.visit)
    const passage = pipeline({ protocol: 'http2', connection: this.visit, request })
    const served = new ServedStream(stream, this, request, passage, isWhole)
    this.#served.set(stream, served)
    stream.user = served
    void served.run(upstream).finally(() => this.#served.delete(stream))
  }

  changed(): void {
    if (this.#isLeaving && this.#wire.streams.size === 0) this.socket.end()
  }

  lost(): void {
    this.host.gone(this)
  }

  /** GOAWAY; the connection ends after the exchanges that it has. */
  leave(code: number = STREAM_CODES.NO_ERROR, last: 'current' | 'max' = 'current'): void {
    if (this.#isLeaving) return
    this.#wire.leave(code, last === 'max' ? ALL : this.#wire.lastId)
    this.#isLeaving = true
    this.changed()
  }

  drop(how: 'close' | 'reset'): void {
    this.cut(how)
  }

  retire(): void {
    this.leave()
  }

  mute(): void {
    this.#wire.mute()
  }

  cut(how: 'close' | 'reset'): void {
    if (how === 'close') this.socket.end()
    else {
      this.socket.write('', () => void this.#reset())
      this.#wire.mute()
    }
    for (const served of this.#served.values()) served.abort(new Departed('cut'))
  }

  abort(reason: Departed): void {
    for (const served of this.#served.values()) served.abort(reason)
    this.socket.destroy()
  }

  /** Called once a second. What was written before FIN has the time that an idle connection has. */
  tick(): void {
    const { writableEnded, writableLength } = this.socket
    this.#idle = writableEnded || this.#wire.streams.size === 0 ? this.#idle + 1 : 0
    if (this.#idle <= (writableEnded && writableLength === 0 ? LINGER : IDLE)) return
    if (writableEnded) this.socket.destroy()
    else this.leave()
  }

  async #reset(): Promise<void> {
    await this.host.sleep(BEFORE_RESET_MS)
    this.visit.raw.resetAndDestroy()
  }
}
