import type { Duplex } from 'node:stream'
import { type Body, bodyOf } from '../../core/body.js'
import type { Reply } from '../../core/exchange.js'
import type { HeaderList } from '../../core/headers.js'
import { REASONS } from '../../core/reason.js'
import type { Arrived } from './arrived.js'
import { BodyWriter } from './body-writer.js'
import { type Framing, isBodiless } from './framing.js'
import { hold } from './gathered.js'
import { replyHeadOf } from './head-edit.js'
import { Room } from './room.js'
import { joined } from './upload.js'
import { UpstreamFailed } from './upstream.js'
import { framedReply } from './written-framing.js'

/** Writes the reply of one request to its client, at the client's pace. */
export class ReplyWriter {
  readonly room = new Room()
  /** The status of the final head once it is written, and how the body behind it is framed. */
  status: number | null = null
  framing: Framing | null = null
  #body: BodyWriter | null = null
  /** The head of a reply that is rewired: it is not written by itself. */
  #head: Buffer | null = null
  #owesContinue: boolean
  #keepsAlive: boolean

  constructor(
    readonly to: Duplex,
    readonly request: Arrived,
  ) {
    this.#owesContinue = request.survey.expectsContinue && request.head.minor === 1
    this.#keepsAlive = request.keepsAlive
  }

  /** Whether the connection may carry another request after this one. */
  get keepsAlive(): boolean {
    return this.#keepsAlive
  }

  /** Bytes of content so far. */
  get sent(): number {
    return this.#body?.size ?? 0
  }

  /** An interim reply; not for HTTP/1.0, which has none, and 100 only to who still waits for it (RFC 9110 15.2). */
  inform(status: number, reason: string, headers: HeaderList): void {
    if (this.status !== null || this.request.head.minor === 0 || (status === 100 && !this.#owesContinue)) return
    if (status === 100) this.#owesContinue = false
    this.to.write(replyHeadOf(status, reason, headers))
  }

  /** Writes the final head; it leaves together with what is written in the same turn of the event loop. */
  begin(reply: Reply): void {
    const { status } = reply
    const { minor } = this.request.head
    if (status < 200) throw new UpstreamFailed(`the reply has status ${status}`)
    for (const { status, headers } of reply.interim ?? [])
      this.to.write(replyHeadOf(status, REASONS[status] ?? '', headers))
    const framed = framedReply(reply, this.request.method, minor)
    // A client that was never told to go on may not send the body at all.
    this.#keepsAlive &&=
      !framed.closes && reply.farewell === undefined && framed.framing.kind !== 'close' && !this.#owesContinue
    const head = replyHeadOf(status, reply.reason ?? REASONS[status] ?? '', [
      ...framed.headers,
      ...this.#connectionField(minor),
    ])
    this.status = status
    this.framing = framed.framing
    this.#body = new BodyWriter(framed.framing, this.to)
    if (reply.rewire !== undefined) this.#head = head
    else {
      hold(this.to)
      this.to.write(head)
    }
  }

  /** Writes the body to its end. Throws when it is not what the head promised, or when the client has left. */
  async pour(reply: Reply): Promise<void> {
    const { rewire, trailers = () => [] } = reply
    const writer = this.#body
    if (writer === null) throw new Error('a body comes after its head')
    const body = isBodiless(reply.status, this.request.method) ? emptied(reply.body) : reply.body
    const wire = rewire?.({ head: bodyOf(this.#head ?? ''), body: writer.framed(body, trailers) })
    for await (const piece of wire === undefined ? body : joined(wire)) {
      this.room.throwIfClosed()
      const hasRoom = wire === undefined ? writer.write(piece) : this.to.write(piece)
      if (!hasRoom) await this.room.wait()
    }
    this.room.throwIfClosed()
    if (wire === undefined) writer.end(trailers())
  }

  #connectionField(minor: number): HeaderList {
    if (!this.#keepsAlive) return [['Connection', 'close']]
    return minor === 0 ? [['Connection', 'keep-alive']] : []
  }
}

/** Reads what is not to be sent: a body that the method or the status forbids. */
async function* emptied(body: Body): Body {
  for await (const chunk of body) yield chunk.subarray(0, 0)
}
