import { bodyOf } from '../../core/body.js'
import { type Exchange, overlay, type Reply } from '../../core/exchange.js'
import { type HeaderList, headerOf } from '../../core/headers.js'
import { targetAt } from '../address.js'
import type { BodyReader } from '../http1/body-reader.js'
import { requestHeadOf } from '../http1/head-edit.js'
import type { Pool } from '../http1/pool.js'
import { pour } from '../http1/pour.js'
import { PulledBody } from '../http1/pulled-body.js'
import type { Recipient } from '../http1/recipient.js'
import type { ReplyStart } from '../http1/reply-heads.js'
import type { Ending } from '../http1/turn.js'
import { UpstreamTurn } from '../http1/upstream-turn.js'
import { framedHeaders, framedRequest } from '../http1/written-framing.js'
import { Broken, PulledConnection } from '../tcp/pulled-connection.js'

/** A handshake with the upstream (RFC 6455 4.1): its 101 makes a channel of the connection, any other reply is one. */
export class UpgradeCall implements Recipient {
  /** What the connection became; null before that, and when the upstream refused. */
  channel: PulledConnection | null = null
  /** Resolves when the upload is over; when there is none, at once. */
  uploaded: Promise<void> = Promise.resolve()
  readonly reply: Promise<Reply>
  readonly #turn: UpstreamTurn
  readonly #body: PulledBody
  #resolve: (reply: Reply) => void = () => {}
  #reject: (error: unknown) => void = () => {}

  constructor(
    readonly exchange: Exchange,
    pool: Pool,
    readonly retried: (why: string) => void,
  ) {
    const { request } = exchange
    const { headers } = framedRequest(overlay(request, { body: null }))
    const asking: HeaderList = [
      ...headers,
      ['Connection', 'Upgrade'],
      ['Upgrade', headerOf(request.headers, 'upgrade') ?? ''],
    ]
    const head = requestHeadOf(request.method, targetAt(pool.base, request.target), asking)
    this.reply = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    // Who asked may be gone by then.
    this.reply.catch(() => {})
    this.#turn = new UpstreamTurn(pool, { method: request.method, asksUpgrade: true, mayRepeat: true }, this)
    this.#body = new PulledBody({
      pause: () => this.#turn.pause(),
      resume: () => this.#turn.resume(),
      begun() {},
      left: () => this.leave(new Broken('close', 'nobody reads the reply'), 'close'),
    })
    this.#turn.start(head, true)
  }

  /** Ends the connection at once. */
  leave(reason: unknown, how: Ending): void {
    if (this.channel !== null) return void this.channel.fail(reason, how)
    this.#turn.destroy(how)
    this.#body.end(reason)
    this.#reject(reason)
  }

  informed(): void {}

  began({ head, found, framing }: ReplyStart, reader: BodyReader): number {
    const { status, reason, fields } = head
    if (status === 101) return this.#switch(reason, fields.list, found.bytes.subarray(found.end), found.bytes.length)
    const headers = framedHeaders(fields.list)
    const sever = (how: Ending) => this.#turn.destroy(how)
    const told: HeaderList = framing.kind === 'close' ? [...headers, ['Connection', 'close']] : headers
    this.#resolve({ status, reason, headers: told, body: this.#body, trailers: () => reader.trailers, sever })
    return pour(found.bytes, found.end, reader, this.#body)
  }

  received(bytes: Buffer, reader: BodyReader): number {
    return pour(bytes, 0, reader, this.#body)
  }

  replied(): void {
    this.#body.end()
    this.#turn.release()
  }

  roomy(): void {}

  failed(how: Ending, error: Error): void {
    this.#body.end(new Broken(how, error.message))
    this.#reject(new Broken(how, error.message))
  }

  #switch(reason: string, headers: HeaderList, early: Buffer, end: number): number {
    const begun = { status: 101, received: 0, handOver: (user: PulledConnection) => this.#turn.handOver(user) } as const
    const channel = new PulledConnection(begun)
    this.channel = channel
    if (early.length > 0) channel.upstreamRead(early)
    this.uploaded = channel.upload(this.exchange.request.body ?? bodyOf())
    this.#resolve({ status: 101, reason, headers, body: channel.body, sever: channel.sever })
    return end
  }
}
