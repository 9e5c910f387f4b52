import type { Body } from '../../core/body.js'
import type { Detour } from '../../core/exchange.js'
import type { Departed } from '../departed.js'
import type { Outcome, Passage } from '../pipeline.js'
import { Channel } from '../tcp/channel.js'
import { PlainOpening } from '../tcp/opening.js'
import type { Client, Ending, Turn } from './turn.js'
import type { UpstreamConnection, UpstreamUser } from './upstream-connection.js'

/** The upstream's side of a tunnel that begins. */
export interface Begun {
  /** Null where nobody speaks HTTP. */
  readonly status: 101 | null
  /** Bytes that the client was sent before. */
  readonly received: number
  /** Where it is still to be dialled, a detour says where. */
  handOver(user: UpstreamUser, detour?: Detour): UpstreamConnection
}

/**
 * What a connection is after the upstream's own 101, or from the start: bytes both ways, each at the pace of its reader.
 * A FIN is passed on and the other direction goes on (RFC 6455 leaves all else to the ends).
 */
export class Tunnel implements Turn, UpstreamUser {
  /** Whatever the client sends belongs to the tunnel. */
  readonly isRequestDone = false
  readonly #upstream: UpstreamConnection
  #received = 0
  #sent: number
  #clientEnded = false
  #upstreamEnded = false

  constructor(
    readonly client: Client,
    readonly passage: Passage,
    readonly begun: Begun,
    readonly request: { body: Body | null },
  ) {
    passage.whenHit = () => this.#goThroughFaults()
    this.#sent = begun.received
    this.#upstream = begun.handOver(this)
  }

  read(bytes: Buffer, at: number): number {
    this.#received += bytes.length - at
    if (!this.#upstream.socket.write(bytes.subarray(at))) this.client.pause()
    return bytes.length
  }

  drained(): void {
    this.#upstream.socket.resume()
  }

  start(): number {
    throw new Error('a tunnel begins in the middle of a turn')
  }

  ended(): boolean {
    this.#clientEnded = true
    this.passage.whenHit = null
    this.#upstream.socket.end()
    this.#settle()
    return true
  }

  lost(how: Ending): void {
    this.#upstream.destroy(how)
    this.#close(how === 'close' && this.#upstreamEnded ? 'complete' : 'clientLeft')
  }

  /** Nothing in a tunnel breaks a rule; an error is one of ours. */
  refused(error: Error): void {
    this.#upstream.destroy()
    this.#close('upstreamFailed', error.message)
    this.client.cut('reset')
  }

  mute(): void {
    this.passage.whenHit = null
    this.#upstream.socket.pause()
  }

  abort({ end }: Departed): void {
    this.#upstream.destroy()
    this.#close(end)
  }

  upstreamRead(bytes: Buffer): void {
    this.passage.headSent()
    this.#sent += bytes.length
    const { socket } = this.client
    if (!socket.write(bytes)) this.#upstream.socket.pause()
    if (socket.writableLength > 0) this.#upstream.keep()
  }

  upstreamDrained(): void {
    this.client.resume()
  }

  upstreamEnded(): void {
    this.#upstreamEnded = true
    this.passage.whenHit = null
    this.client.socket.end()
    this.#settle()
  }

  upstreamLost(how: Ending, error: Error | null): void {
    if (this.#upstreamEnded && how === 'close') return
    this.#close('upstreamFailed', error?.message)
    this.client.cut(how)
  }

  /** From now on both directions are pulled through the faults. */
  #goThroughFaults(): void {
    const { client, passage, begun, request } = this
    const upstream = this.#upstream
    const handOver = (user: UpstreamUser) => {
      upstream.use(user)
      return upstream
    }
    const opening = new PlainOpening({ status: begun.status, received: this.#sent, handOver })
    opening.take()
    client.become(new Channel(client, passage, opening, request, { received: this.#received, sent: this.#sent }))
  }

  #settle(): void {
    if (!this.#clientEnded || !this.#upstreamEnded) return
    this.#upstream.leave()
    this.#close('complete')
    this.client.finish(false)
  }

  #close(end: Outcome['end'], detail?: string): void {
    const count = { received: this.#received, sent: this.#sent }
    this.passage.close({ end, status: this.begun.status, ...count, ...(detail !== undefined && { detail }) })
  }
}
