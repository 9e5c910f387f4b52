// Over 150 lines: two messages that may end before, after and without each other are one state.

import type { Departed } from '../departed.js'
import type { Outcome, Passage } from '../pipeline.js'
import type { Arrived } from './arrived.js'
import { readerOf } from './bodies.js'
import type { BodyReader } from './body-reader.js'
import { replyBytes, requestBytes } from './forward.js'
import { gatewayError, refusalReply } from './gateway-error.js'
import { gather, SMALL } from './gathered.js'
import type { FoundHead } from './head-buffer.js'
import { strike } from './head-edit.js'
import type { Pool } from './pool.js'
import type { Recipient } from './recipient.js'
import { Refusal } from './refusal.js'
import type { Interim, ReplyStart } from './reply-heads.js'
import { type Begun, Tunnel } from './tunnel.js'
import type { Client, Ending, Turn } from './turn.js'
import { UpstreamTurn } from './upstream-turn.js'

/** Many servers answer no more once they have seen a FIN: a reply that is as good as there may come before it. */
const BEFORE_FIN_MS = 120

/**
 * An exchange that no fault hits: the bytes of both bodies go on as they came, and of the heads all but the lines that
 * concern one connection only. It is over when both messages are, or when the upstream will read no more.
 */
export class Relay implements Turn, Recipient {
  readonly #upload: BodyReader
  readonly #upstream: UpstreamTurn
  /** The client's FIN was passed on: whatever the upstream does then, the client has had its say. */
  #isHalfClosed = false

  constructor(
    readonly client: Client,
    readonly passage: Passage,
    readonly request: Arrived,
    readonly pool: Pool,
  ) {
    this.#upload = readerOf(request.framing)
    this.#upstream = new UpstreamTurn(pool, request, this)
  }

  get isRequestDone(): boolean {
    return this.#upload.isDone
  }

  /** Sends the head and what has come of the body in one write; returns where the body's part ends. */
  start(found: FoundHead): number {
    const end = this.#upload.read(found.bytes, found.end)
    const first = requestBytes(this.request, found, end, this.pool.base)
    if (!this.#upstream.start(first, this.#upload.isDone)) this.#wait()
    return end
  }

  read(bytes: Buffer, at: number): number {
    const end = this.#upload.read(bytes, at)
    if (end > at && !this.#upstream.write(bytes.subarray(at, end))) this.#wait()
    if (this.#upload.isDone && this.#upstream.isReplied) this.#finish()
    return end
  }

  drained(): void {
    this.#upstream.resume()
  }

  ended(soon: boolean): boolean {
    if (!soon || !this.#upload.isDone) return false
    void this.#halfClose()
    return true
  }

  lost(how: Ending): void {
    this.#upstream.destroy(how)
    this.#close('clientLeft')
  }

  refused(error: Error): void {
    this.#upstream.destroy()
    if (this.#upstream.reply === null && error instanceof Refusal) this.client.socket.write(refusalReply(error))
    this.#breakOff('close', 'clientLeft', error.message)
  }

  abort({ end }: Departed): void {
    this.#upstream.destroy()
    this.#close(end)
  }

  informed({ head, found, survey }: Interim): void {
    this.#write(found.bytes.subarray(strike(found, head.fields, survey.hops), found.end))
  }

  began(reply: ReplyStart, body: BodyReader): number {
    const end = body.read(reply.found.bytes, reply.found.end)
    this.passage.headSent()
    this.#write(replyBytes(reply, end, this.#keepsAlive(reply)))
    if (reply.head.status === 101)
      this.client.become(new Tunnel(this.client, this.passage, this.#tunnelled(), this.request))
    return end
  }

  received(bytes: Buffer, body: BodyReader): number {
    const end = body.read(bytes, 0)
    if (end > 0) this.#write(end === bytes.length ? bytes : bytes.subarray(0, end))
    return end
  }

  replied(): void {
    if (this.#upload.isDone || !this.#upstream.keepsAlive) this.#finish()
  }

  roomy(): void {
    this.client.resume()
  }

  retried(why: string): void {
    this.passage.retried(why)
  }

  failed(how: Ending, { message }: Error): void {
    const { reply, isReplied } = this.#upstream
    if (isReplied) this.#finish()
    else if (this.#isHalfClosed) this.#breakOff('close', 'clientLeft')
    else if (reply !== null) this.#breakOff(reply.framing.kind === 'close' ? 'reset' : how, 'upstreamFailed', message)
    else this.#answer(message)
  }

  async #halfClose(): Promise<void> {
    try {
      await this.pool.clock.sleep(BEFORE_FIN_MS, this.passage.exchange.signal)
      this.#isHalfClosed = true
      this.#upstream.halfClose()
    } catch {
      // The exchange is over.
    }
  }

  #breakOff(how: Ending, end: Outcome['end'], detail?: string): void {
    this.#close(end, detail)
    this.client.cut(how)
  }

  #answer(detail: string): void {
    const keepAlive = this.request.keepsAlive && this.#upload.isDone
    this.client.socket.write(gatewayError(detail, this.request.method, keepAlive))
    this.#close('upstreamFailed', detail, 502)
    this.client.finish(keepAlive)
  }

  #keepsAlive({ framing }: ReplyStart): boolean {
    return this.request.keepsAlive && !this.client.isRetiring && framing.kind !== 'close'
  }

  #wait(): void {
    if (!this.#upload.isDone) this.client.pause()
  }

  #tunnelled(): Begun {
    return { status: 101, received: this.#upstream.received, handOver: user => this.#upstream.handOver(user) }
  }

  #write(bytes: Buffer): void {
    const { socket } = this.client
    const isSmall = bytes.length <= SMALL
    if (!gather(socket, isSmall ? Buffer.from(bytes) : bytes)) this.#upstream.pause()
    if (!isSmall && socket.writableLength > 0) this.#upstream.keep()
  }

  #finish(): void {
    const { reply } = this.#upstream
    this.#upstream.release()
    this.#close('complete')
    if (this.#upload.isDone) this.client.finish(reply !== null && this.#keepsAlive(reply))
    else this.client.cut('close')
  }

  #close(end: Outcome['end'], detail?: string, status = this.#upstream.reply?.head.status ?? null): void {
    const { size } = this.#upload
    const outcome = { end, status, received: size, sent: this.#upstream.received }
    this.passage.close(detail === undefined ? outcome : { ...outcome, detail })
  }
}
