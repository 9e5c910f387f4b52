// Over 150 lines: a request and its reply may end before, after and without each other.
import { Cut, type Reply, type Request } from '../../core/exchange.js'
import type { HeaderList } from '../../core/headers.js'
import { STREAM_CODES } from '../../core/stream-code.js'
import { Departed, departureIn } from '../departed.js'
import { isBodiless } from '../http1/framing.js'
import { PulledBody } from '../http1/pulled-body.js'
import { Room } from '../http1/room.js'
import type { Upstream } from '../http1/upstream.js'
import { asksClose } from '../http1/written-framing.js'
import type { Outcome, Passage } from '../pipeline.js'
import { begun } from './early-end.js'
import { midway, type RequestHead, trailersOf, written } from './message.js'
import type { Http2Stream, StreamUser } from './stream.js'
import { StreamReset } from './stream-reset.js'

/** A request of HTTP/2 whose head has arrived; its authority is its Host, as every upstream understands it. */
export class ArrivedStream implements Request {
  readonly method: string
  readonly target: string
  readonly headers: HeaderList
  body: PulledBody | null = null
  trailers: () => HeaderList = () => []
  readonly #base: string

  constructor({ method, target, scheme, authority, headers }: RequestHead) {
    this.method = method
    this.target = target
    const others = headers.filter(([name]) => name !== 'host')
    this.headers = authority === undefined ? others : [['host', authority], ...others]
    this.#base = `${scheme}://${authority}`
  }

  get url(): URL {
    const base = URL.canParse(this.#base) ? this.#base : 'http://unknown'
    return URL.canParse(this.target, base) ? new URL(this.target, base) : new URL(base)
  }
}

/** What a stream needs of its client's connection. */
export interface ServedBy {
  /** The connection ends, for all its streams: after what was sent. */
  cut(how: 'close' | 'reset'): void
  /** It takes no more requests after those that have come. */
  leave(code: number, last: 'current' | 'max'): void
}

/** An exchange on one stream of a client's connection. */
export class ServedStream implements StreamUser {
  readonly #room = new Room()
  readonly #uploads: Promise<void>[] = []
  readonly #body: PulledBody
  #status: number | null = null
  #received = 0
  #last: Buffer = Buffer.alloc(0)
  #sent = 0

  constructor(
    readonly stream: Http2Stream,
    readonly client: ServedBy,
    readonly request: ArrivedStream,
    readonly passage: Passage,
    isWhole: boolean,
  ) {
    this.#body = new PulledBody({
      pause() {},
      resume: () => stream.credit(),
      begun() {},
      left: () => stream.credit(),
    })
    if (!isWhole) request.body = this.#body
  }

  headed(headers: HeaderList, isEnd: boolean): void {
    if (!isEnd) throw midway()
    const trailers = trailersOf(headers)
    this.request.trailers = () => trailers
  }

  /** The last byte of a known length would make the request whole for an upstream of HTTP/1.1: its end has to come first. */
  received(bytes: Buffer): void {
    this.#received += bytes.length
    const isAll = this.#received === this.stream.expected
    this.#body.push(isAll ? bytes.subarray(0, -1) : bytes)
    if (isAll) this.#last = bytes.subarray(-1)
  }

  ended(): void {
    this.#body.push(this.#last)
    this.#body.end()
  }

  roomy(): void {
    this.#room.open()
  }

  broken(): void {
    this.abort(new Departed('clientLeft'))
  }

  abort(reason: Departed): void {
    this.passage.abort(reason)
    this.#body.end(reason)
    this.#room.close(reason)
  }

  async run(upstream: Upstream): Promise<void> {
    try {
      const reply = await this.passage.handle(exchange =>
        upstream.send(exchange, {
          informed: (status, _, headers) => exchange.hushed || this.#inform(status, headers),
          retried: why => this.passage.retried(why),
          uploading: over => this.#uploads.push(over),
        }),
      )
      await this.#answer(reply)
    } catch (error) {
      this.#end(error)
    }
  }

  async #answer(reply: Reply): Promise<void> {
    const isBare = isBodiless(reply.status, this.request.method)
    const { isEmpty, body } = await begun(reply.body)
    for (const { status, headers } of reply.interim ?? []) this.#inform(status, headers)
    if (reply.farewell !== undefined) this.client.leave(reply.farewell.code, reply.farewell.last)
    else if (asksClose(reply.headers)) this.client.leave(STREAM_CODES.NO_ERROR, 'current')
    const trailers = isEmpty ? (reply.trailers?.() ?? []) : []
    const isHeadOnly = isEmpty && (isBare || trailers.length === 0)
    this.stream.sendHeaders([[':status', String(reply.status)], ...written(reply.headers)], isHeadOnly)
    this.#status = reply.status
    this.passage.headSent()
    for await (const chunk of body) {
      this.#room.throwIfClosed()
      if (isBare) continue
      this.#sent += chunk.length
      if (!this.stream.write(chunk)) await this.#room.wait()
    }
    this.#room.throwIfClosed()
    this.stream.end(written(reply.trailers?.() ?? []))
    await Promise.all(this.#uploads)
    this.#leave()
    this.#close('complete')
  }

  #inform(status: number, headers: HeaderList): void {
    if (this.#status === null) this.stream.sendHeaders([[':status', String(status)], ...written(headers)], false)
  }

  /** How an exchange ends that did not end well; the client sees it end that way. Only here is a Cut caught. */
  #end(error: unknown): void {
    const departed = departureIn(error, this.passage.exchange)
    const detail = error instanceof Error ? error.message : String(error)
    if (departed !== null) {
      this.#close(departed.end)
      this.stream.reset(STREAM_CODES.CANCEL)
    } else if (error instanceof Cut) {
      this.#close('cut')
      if (typeof error.how === 'string') this.client.cut(error.how)
      else this.stream.reset(error.how.stream)
    } else if (error instanceof StreamReset || this.#status !== null) {
      this.#close('upstreamFailed', detail)
      this.stream.reset(error instanceof StreamReset ? error.code : STREAM_CODES.INTERNAL_ERROR)
    } else this.#refuse(detail)
  }

  #refuse(detail: string): void {
    const text = Buffer.from(this.request.method === 'HEAD' ? '' : `fallacy: no reply from the upstream: ${detail}\n`)
    const headers: HeaderList = [
      [':status', '502'],
      ['content-type', 'text/plain; charset=utf-8'],
      ['x-fallacy-error', detail.replace(/[^\x20-\x7e]/g, '?')],
    ]
    this.stream.sendHeaders(headers, text.length === 0)
    this.stream.write(text)
    this.stream.end([])
    this.#leave()
    this.#close('upstreamFailed', detail, 502)
  }

  /** The rest of a request that nobody reads need not come (RFC 9113 8.1). */
  #leave(): void {
    if (!this.stream.isReceived) this.stream.reset(STREAM_CODES.NO_ERROR)
    void this.#body.return()
  }

  #close(end: Outcome['end'], detail?: string, status = this.#status): void {
    const count = { received: this.#received, sent: this.#sent }
    this.passage.close({ end, status, ...count, ...(detail !== undefined && { detail }) })
  }
}
