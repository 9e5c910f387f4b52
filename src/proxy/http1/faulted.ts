// Over 150 lines: how a pulled exchange goes on and in how many ways it ends are one state.
import { Cut, type Reply } from '../../core/exchange.js'
import { withHeader } from '../../core/headers.js'
import { Departed, departureIn } from '../departed.js'
import type { Outcome, Passage } from '../pipeline.js'
import type { Arrived } from './arrived.js'
import { readerOf } from './bodies.js'
import type { BodyReader } from './body-reader.js'
import { gatewayError, refusalReply } from './gateway-error.js'
import type { FoundHead } from './head-buffer.js'
import { pour } from './pour.js'
import { PulledBody } from './pulled-body.js'
import { Refusal } from './refusal.js'
import { ReplyWriter } from './reply-writer.js'
import type { Client, Turn } from './turn.js'
import { type Upstream, UpstreamFailed } from './upstream.js'

/** An exchange that goes through faults: its bodies are pulled, and its reply is written from its parts. */
export class Faulted implements Turn {
  readonly #upload: BodyReader
  /** Null: the request has none. */
  readonly #body: PulledBody | null
  readonly #writer: ReplyWriter
  readonly #uploads: Promise<void>[] = []
  /** The request is with the upstream, whose 100 it is to say that the body may come. */
  #isForwarded = false
  /** Set when the reply is out and the rest of the request is only waited for. */
  #isOver = false

  constructor(
    readonly client: Client,
    readonly passage: Passage,
    readonly request: Arrived,
    readonly upstream: Upstream,
  ) {
    this.#upload = readerOf(request.framing)
    this.#writer = new ReplyWriter(client.socket, request)
    this.#body = this.#upload.isDone ? null : this.#bodyOf(client)
  }

  get isRequestDone(): boolean {
    return this.#upload.isDone
  }

  start(found: FoundHead): number {
    if (this.#body !== null) this.request.trailers = () => this.#upload.trailers
    this.request.body = this.#body
    const end = this.#pour(found.bytes, found.end)
    void this.#run()
    return end
  }

  read(bytes: Buffer, at: number): number {
    const end = this.#pour(bytes, at)
    if (this.#upload.isDone && this.#isOver) this.client.finish(this.#writer.keepsAlive)
    return end
  }

  drained(): void {
    this.#writer.room.open()
  }

  ended(soon: boolean): boolean {
    return soon && this.#upload.isDone && !this.passage.faulted
  }

  lost(): void {
    this.abort(new Departed('clientLeft'))
  }

  refused(error: Error): void {
    if (this.#writer.status === null && error instanceof Refusal) this.client.socket.write(refusalReply(error))
    this.#close('clientLeft', error.message)
    this.lost()
    this.client.cut('close')
  }

  abort(reason: Departed): void {
    this.passage.abort(reason)
    this.#body?.end(reason)
    this.#writer.room.close(reason)
  }

  #bodyOf(client: Client): PulledBody {
    return new PulledBody({
      pause: () => client.pause(),
      resume: () => client.resume(),
      begun: () => this.#isForwarded || this.#writer.inform(100, 'Continue', []),
      left: () => client.resume(),
    })
  }

  #pour(bytes: Buffer, at: number): number {
    if (this.#body === null) return at
    const end = pour(bytes, at, this.#upload, this.#body)
    if (this.#upload.isDone) this.#body.end()
    return end
  }

  async #run(): Promise<void> {
    try {
      const reply = await this.passage.handle(exchange => {
        this.#isForwarded = true
        return this.upstream.send(exchange, {
          informed: (...interim) => exchange.hushed || this.#writer.inform(...interim),
          retried: why => this.passage.retried(why),
          uploading: over => this.#uploads.push(over),
        })
      })
      await this.#answer(this.client.isRetiring ? lastOne(reply) : reply)
    } catch (error) {
      this.#end(error)
    }
  }

  async #answer(reply: Reply): Promise<void> {
    this.#writer.begin(reply)
    this.passage.headSent()
    await this.#writer.pour(reply)
    if (this.#uploads.length > 0) await Promise.all(this.#uploads)
    this.#close('complete')
    this.#isOver = true
    if (this.#upload.isDone) this.client.finish(this.#writer.keepsAlive)
    else if (!this.#writer.keepsAlive) this.client.cut('close')
    else void this.#body?.return()
  }

  /** How an exchange ends that did not end well; the client sees it end that way. Only here is a Cut caught. */
  #end(error: unknown): void {
    const departed = departureIn(error, this.passage.exchange)
    const detail = error instanceof Error ? error.message : String(error)
    if (departed !== null) {
      this.#close(departed.end)
      if (departed.end !== 'cut' && !this.client.socket.destroyed) this.client.cut('close')
    } else if (error instanceof Cut) {
      this.client.cut(error.how === 'reset' ? 'reset' : 'close')
      this.#close('cut')
    } else if (this.#writer.status === null) this.#refuse(detail)
    else {
      const isReset =
        this.#writer.framing?.kind === 'close' || (error instanceof UpstreamFailed && error.how === 'reset')
      this.client.cut(isReset ? 'reset' : 'close')
      this.#close('upstreamFailed', detail)
    }
  }

  #refuse(detail: string): void {
    const keepAlive = this.request.keepsAlive && this.#upload.isDone
    this.client.socket.write(gatewayError(detail, this.request.method, keepAlive))
    this.#close('upstreamFailed', detail, 502)
    this.client.finish(keepAlive)
  }

  #close(end: Outcome['end'], detail?: string, status = this.#writer.status): void {
    const count = { received: this.#upload.size, sent: this.#writer.sent }
    this.passage.close({ end, status, ...count, ...(detail !== undefined && { detail }) })
  }
}

const lastOne = (reply: Reply): Reply => ({ ...reply, headers: withHeader(reply.headers, 'Connection', 'close') })
