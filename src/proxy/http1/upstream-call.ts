import type { Exchange, Reply } from '../../core/exchange.js'
import type { HeaderList } from '../../core/headers.js'
import type { BodyReader } from './body-reader.js'
import type { Detours } from './detours.js'
import { requestHead } from './forward.js'
import type { Pool } from './pool.js'
import { pour } from './pour.js'
import { PulledBody, type Source } from './pulled-body.js'
import type { Recipient } from './recipient.js'
import { isIdempotent } from './repeat.js'
import type { Interim, ReplyStart } from './reply-heads.js'
import { Room } from './room.js'
import type { Ending } from './turn.js'
import { beginUpload, type Upload } from './upload.js'
import { type Call, type Upstream, UpstreamFailed } from './upstream.js'
import { UpstreamTurn } from './upstream-turn.js'
import { framedHeaders } from './written-framing.js'

/** The upstream over a pool, or wherever an exchange goes instead; for exchanges whose bodies are pulled. */
export const upstreamOver = (pool: Pool, detours: Pick<Detours, 'poolFor'>): Upstream => ({
  send: (exchange, call) =>
    new Promise((resolve, reject) => {
      new UpstreamCall(exchange, call, detours.poolFor(pool, exchange.detour), resolve, reject)
    }),
  close: () => pool.close(),
})

/** Made once: a stack for each exchange would cost more than its parsing. */
const OVER = new Error('the exchange is over')

/** One request that is pulled to the upstream, and its reply, which is pulled from it. */
class UpstreamCall implements Recipient, Source {
  readonly #turn: UpstreamTurn
  readonly #room = new Room()
  readonly #body = new PulledBody(this)
  #isUploaded = false
  #isOver = false
  #overSent: (() => void) | null = null
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
    const { head, framing } = requestHead(request, pool.base)
    const { method, body, rewire } = request
    const mayRepeat = body === null && rewire === undefined && isIdempotent(method)
    this.#turn = new UpstreamTurn(pool, { method, asksUpgrade: false, mayRepeat }, this)
    signal.addEventListener('abort', this.#leave, { once: true })
    const upload = beginUpload(request, head, framing, this.#turn)
    this.#isUploaded = upload === null
    if (upload === null) return
    call.uploading(new Promise(resolve => (this.#overSent = resolve)))
    void this.#upload(upload)
  }

  pause(): void {
    this.#turn.pause()
  }

  resume(): void {
    this.#turn.resume()
  }

  begun(): void {}

  left(): void {
    this.#fail(new UpstreamFailed('nobody reads the reply'))
  }

  informed({ head }: Interim): void {
    this.call.informed(head.status, head.reason, framedHeaders(head.fields.list))
  }

  began({ head, framing, found }: ReplyStart, body: BodyReader): number {
    const { status, reason, fields } = head
    const headers = framedHeaders(fields.list)
    const told: HeaderList = framing.kind === 'close' ? [...headers, ['Connection', 'close']] : headers
    const sever = (how: Ending) => this.#turn.destroy(how)
    this.resolve({ status, reason, headers: told, body: this.#body, trailers: () => body.trailers, sever })
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

  failed(how: Ending, error: Error): void {
    if (this.#turn.isReplied) this.#release()
    else this.#fail(new UpstreamFailed(error.message, { cause: error, how }))
  }

  retried(why: string): void {
    this.call.retried(why)
  }

  /** A body that breaks off breaks the request: it is never ended well. */
  async #upload(upload: Upload): Promise<void> {
    try {
      for await (const piece of upload.pieces) {
        if (this.#isOver) return
        if (!upload.write(piece)) await this.#room.wait()
      }
      upload.end()
      this.#isUploaded = true
      this.#overSent?.()
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
    this.#overSent?.()
  }
}
