import type { Writable } from 'node:stream'
import { readerOf } from './bodies.js'
import type { BodyReader } from './body-reader.js'
import { hold } from './gathered.js'
import type { Pool } from './pool.js'
import type { Asked, Recipient } from './recipient.js'
import { mayRepeat } from './repeat.js'
import { ReplyHeads, type ReplyStart } from './reply-heads.js'
import type { Ending } from './turn.js'
import type { UpstreamConnection, UpstreamUser } from './upstream-connection.js'

/** One request and its reply on a connection to the upstream; on a second one when the first had died unnoticed. */
export class UpstreamTurn implements UpstreamUser {
  readonly #heads: ReplyHeads
  #connection: UpstreamConnection
  /** The whole request, while it may have to go once more. */
  #again: Buffer | null = null
  #reply: ReplyStart | null = null
  #body: BodyReader | null = null
  #halfClosed = false
  /** Bytes came behind the reply: whose, nobody knows. */
  #surplus = false

  constructor(
    readonly pool: Pool,
    readonly asked: Asked,
    readonly recipient: Recipient,
  ) {
    this.#heads = new ReplyHeads(asked, recipient)
    this.#connection = pool.take(asked.mayRepeat)
    this.#connection.use(this)
  }

  get reply(): ReplyStart | null {
    return this.#reply
  }

  get socket(): Writable {
    return this.#connection.socket
  }

  /** Content of the reply so far, in bytes. */
  get received(): number {
    return this.#body?.size ?? 0
  }

  get isReplied(): boolean {
    return this.#body?.isDone ?? false
  }

  /** Whether the upstream reads on, and the connection may carry another exchange. */
  get keepsAlive(): boolean {
    return !this.#halfClosed && !this.#surplus && (this.#reply?.keepsAlive ?? true)
  }

  /** Sends the head and what there is of the body. False: wait for `roomy`. */
  start(first: Buffer, isWhole: boolean): boolean {
    if (this.#connection.isReused && isWhole) this.#again = first
    return this.write(first)
  }

  /** What is read of a request in one turn of the event loop leaves at its end, together. */
  write(bytes: Buffer): boolean {
    hold(this.#connection.socket)
    return this.#connection.socket.write(bytes)
  }

  halfClose(): void {
    this.#halfClosed = true
    this.#connection.socket.end()
  }

  pause(): void {
    this.#connection.socket.pause()
  }

  resume(): void {
    this.#connection.socket.resume()
  }

  /** The bytes read last are still wanted. */
  keep(): void {
    this.#connection.keep()
  }

  /** Both messages are whole. */
  release(): void {
    if (this.keepsAlive) this.pool.give(this.#connection)
    else this.#connection.destroy()
  }

  destroy(how: Ending = 'close'): void {
    this.#connection.destroy(how)
  }

  /** Hands the connection over, after a 101. */
  handOver(user: UpstreamUser): UpstreamConnection {
    this.#connection.use(user)
    return this.#connection
  }

  upstreamRead(bytes: Buffer): void {
    this.#again = null
    if (this.#body === null) this.#begin(bytes)
    else this.#surplus ||= this.recipient.received(bytes, this.#body) < bytes.length
    if (this.#body?.isDone) this.recipient.replied()
  }

  upstreamDrained(): void {
    this.recipient.roomy()
  }

  upstreamEnded(): void {
    if (this.#reply?.framing.kind === 'close') this.recipient.replied()
    else this.upstreamLost('close', null)
  }

  upstreamLost(how: Ending, error: Error | null): void {
    this.#connection.destroy()
    if (this.#again !== null && mayRepeat(this.asked.method, this.#again, error)) this.#repeat(this.#again, error)
    else if (error !== null) this.recipient.failed(how, error)
    else
      this.recipient.failed(
        how,
        new Error(this.#reply === null ? 'the upstream closed the connection' : 'the reply broke off'),
      )
  }

  #begin(bytes: Buffer): void {
    const reply = this.#heads.read(bytes)
    if (reply === null) return
    this.#reply = reply
    this.#body = readerOf(reply.framing)
    const end = this.recipient.began(reply, this.#body)
    this.#surplus = end < reply.found.bytes.length
  }

  #repeat(request: Buffer, error: Error | null): void {
    this.#again = null
    this.recipient.retried(error?.message ?? 'the connection was closed')
    this.#connection = this.pool.fresh()
    this.#connection.use(this)
    this.write(request)
  }
}
