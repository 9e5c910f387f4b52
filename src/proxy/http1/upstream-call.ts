import type { Body } from '../../core/body.js'
import type { Exchange, Reply } from '../../core/exchange.js'
import { targetAt } from '../address.js'
import type { BodyReader } from './body-reader.js'
import { BodyWriter } from './body-writer.js'
import { requestHeadOf } from './head-edit.js'
import type { Pool } from './pool.js'
import { pour } from './pour.js'
import { PulledBody } from './pulled-body.js'
import type { Recipient } from './recipient.js'
import { isIdempotent } from './repeat.js'
import type { Interim, ReplyStart } from './reply-heads.js'
import { Room } from './room.js'
import type { Ending } from './turn.js'
import { type Call, type Upstream, UpstreamFailed } from './upstream.js'
import { UpstreamTurn } from './upstream-turn.js'
import { framedHeaders, framedRequest } from './written-framing.js'

/** The upstream over a pool, for exchanges whose bodies are pulled. */
export const upstreamOver = (pool: Pool): Upstream => ({
  send: (exchange, call) => new Promise((resolve, reject) => new UpstreamCall(exchange, call, pool, resolve, reject)),
  close: () => pool.close(),
})

/** Made once: a stack for each exchange would cost more than its parsing. */
const OVER = new Error('the exchange is over')

/** One request that is pulled to the upstream, and its reply, which is pulled from it. */
class UpstreamCall implements Recipient {
  readonly #turn: UpstreamTurn
  readonly #room = new Room()
  readonly #body: PulledBody
  #isUploaded = false
  #isOver = false
  #overSent: () => void = () => {}
  readonly #leave = () => this.#fail(this.exchange.signal.reason)

  constructor(
    readonly exchange: Exchange,
    readonly call: Call,
    pool: Pool,
    readonly resolve: (reply: Reply) => void,
    readonly reject: (error: unknown) => void,
  ) {
    const { request, signal } = exchange
    signal.throwIfAborted()
    const { headers, framing } = framedRequest(request)
    const head = requestHeadOf(request.method, targetAt(pool.base, request.target), headers)
    const { method, body } = request
    const mayRepeat = body === null && isIdempotent(method)
    const turn = new UpstreamTurn(pool, { method, asksUpgrade: false, mayRepeat }, this)
    this.#turn = turn
    this.#body = new PulledBody({
      pause: () => turn.pause(),
      resume: () => turn.resume(),
      begun() {},
      left: () => this.#fail(new UpstreamFailed('nobody reads the reply')),
    })
    signal.addEventListener('abort', this.#leave, { once: true })
    turn.start(head, request.body === null)
    this.#isUploaded = request.body === null
    if (request.body === null) return
    call.uploading(new Promise(resolve => (this.#overSent = resolve)))
    void this.#upload(request.body, new BodyWriter(framing, turn.socket))
  }

  informed({ head }: Interim): void {
    this.call.informed(head.status, head.reason, framedHeaders(head.fields.list))
  }

  began({ head, framing, found }: ReplyStart, body: BodyReader): number {
    const { status, reason, fields } = head
    const headers = framedHeaders(fields.list)
    this.resolve({
      ...{ status, reason, body: this.#body, trailers: () => body.trailers },
      headers: framing.kind === 'close' ? [...headers, ['Connection', 'close']] : headers,
    })
    return pour(found.bytes, found.end, body, this.#body)
  }

  received(bytes: Buffer, body: BodyReader): number {
    return pour(bytes, 0, body, this.#body)
  }

  replied(): void {
    this.#body.end()
    if (this.#isUploaded || !this.#turn.keepsAlive) this.#release()
  }

  roomy(): void {
    this.#room.open()
  }

  failed(_: Ending, error: Error): void {
    if (this.#turn.isReplied) this.#release()
    else this.#fail(new UpstreamFailed(error.message, { cause: error }))
  }

  retried(why: string): void {
    this.call.retried(why)
  }

  /** A body that breaks off breaks the request: it is never ended well. */
  async #upload(body: Body, writer: BodyWriter): Promise<void> {
    try {
      for await (const chunk of body) {
        if (this.#isOver) return
        if (!writer.write(chunk)) await this.#room.wait()
      }
      writer.end(this.exchange.request.trailers?.() ?? [])
      this.#isUploaded = true
      this.#overSent()
      if (this.#turn.isReplied) this.#release()
    } catch (error) {
      this.#fail(error)
    }
  }

  #release(): void {
    if (this.#isOver) return
    this.#turn.release()
    this.#conclude(OVER)
  }

  #fail(error: unknown): void {
    if (this.#isOver) return
    this.#turn.destroy()
    this.reject(error)
    this.#body.end(error)
    this.#conclude(error)
  }

  #conclude(why: unknown): void {
    this.#isOver = true
    this.exchange.signal.removeEventListener('abort', this.#leave)
    this.#room.close(why)
    this.#overSent()
  }
}
