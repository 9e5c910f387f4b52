import type { Exchange, Reply } from '../../core/exchange.js'
import { type HeaderList, headerOf } from '../../core/headers.js'
import { STREAM_CODES } from '../../core/stream-code.js'
import { targetAt } from '../address.js'
import { isBodiless } from '../http1/framing.js'
import { PulledBody } from '../http1/pulled-body.js'
import { Room } from '../http1/room.js'
import { type Call, UpstreamFailed } from '../http1/upstream.js'
import { StreamError } from './errors.js'
import { lengthOf, midway, replyHead, trailersOf, written } from './message.js'
import type { Session } from './sessions.js'
import type { Http2Stream, StreamUser } from './stream.js'
import { NothingCame, StreamReset } from './stream-reset.js'

/** Sends a request on a stream of its own. */
export const callOver = (session: Session, exchange: Exchange, call: Call, base: URL): Promise<Reply> =>
  new Promise((resolve, reject) => {
    const { isReused } = session
    session.isReused = true
    const { sever } = session
    new UpstreamStream(session.wire.open(), { exchange, call, isReused, sever, resolve, reject }).start(base)
  })

interface Asking {
  readonly exchange: Exchange
  readonly call: Call
  readonly isReused: boolean
  /** Ends the whole connection. */
  readonly sever: (how: 'close' | 'reset') => void
  resolve(reply: Reply): void
  reject(error: unknown): void
}

class UpstreamStream implements StreamUser {
  readonly #body: PulledBody
  readonly #room = new Room()
  #isBegun = false
  #isReplied = false
  #trailers: HeaderList = []
  #overSent: () => void = () => {}
  readonly #leave = () => this.#fail(this.asking.exchange.signal.reason)

  constructor(
    readonly stream: Http2Stream,
    readonly asking: Asking,
  ) {
    stream.user = this
    this.#body = new PulledBody({
      pause() {},
      resume: () => stream.credit(),
      begun() {},
      left: () => this.#fail(new UpstreamFailed('nobody reads the reply')),
    })
  }

  start(base: URL): void {
    const { exchange, call } = this.asking
    const { method, target, headers, body } = exchange.request
    try {
      exchange.signal.throwIfAborted()
      const end = written(headers).filter(([name]) => name !== 'host')
      const pseudo: HeaderList = [
        ...[[':method', method] as const, [':scheme', base.protocol === 'https:' ? 'https' : 'http'] as const],
        ...[
          [':authority', headerOf(headers, 'host') ?? base.host] as const,
          [':path', targetAt(base, target)] as const,
        ],
      ]
      exchange.signal.addEventListener('abort', this.#leave, { once: true })
      this.stream.sendHeaders([...pseudo, ...end], body === null)
      if (body === null) return
      call.uploading(new Promise(resolve => (this.#overSent = resolve)))
      void this.#upload()
    } catch (error) {
      this.#fail(error)
    }
  }

  headed(list: HeaderList, isEnd: boolean): void {
    if (this.#isBegun) {
      if (!isEnd) throw midway()
      this.#trailers = trailersOf(list)
      return
    }
    const { call, exchange, resolve } = this.asking
    const { status, headers } = replyHead(list)
    if (status === 101) throw new StreamError(STREAM_CODES.PROTOCOL_ERROR, 'HTTP/2 switches no protocols')
    if (status < 200) return void call.informed(status, '', headers)
    this.#isBegun = true
    this.stream.expected = isBodiless(status, exchange.request.method) ? 0 : lengthOf(headers)
    resolve({ status, headers, body: this.#body, trailers: () => this.#trailers, sever: this.asking.sever })
  }

  received(bytes: Buffer): void {
    if (!this.#isBegun) throw new StreamError(STREAM_CODES.PROTOCOL_ERROR, 'DATA comes after HEADERS')
    this.#body.push(bytes)
  }

  ended(): void {
    if (!this.#isBegun) throw new StreamError(STREAM_CODES.PROTOCOL_ERROR, 'a reply has a final status')
    this.#isReplied = true
    this.#body.end()
    if (this.asking.exchange.request.body === null) this.#conclude(OVER)
  }

  roomy(): void {
    this.#room.open()
  }

  broken(code: number | null, why: Error): void {
    const cause = code === null ? new UpstreamFailed(why.message) : new StreamReset(code)
    const isMalformed = code === null && why instanceof StreamError
    if (this.#isReplied) this.#conclude(OVER)
    else if (this.#isBegun || isMalformed) this.#fail(cause)
    else this.#fail(new NothingCame(code, this.asking.isReused, cause))
  }

  /** A body that breaks off breaks the request: it is never ended well. */
  async #upload(): Promise<void> {
    const { body, trailers } = this.asking.exchange.request
    try {
      for await (const chunk of body ?? []) {
        this.#room.throwIfClosed()
        if (!this.stream.write(chunk)) await this.#room.wait()
      }
      this.#room.throwIfClosed()
      this.stream.end(written(trailers?.() ?? []))
      this.#overSent()
      if (this.#isReplied) this.#conclude(OVER)
    } catch (error) {
      this.#fail(error)
    }
  }

  #fail(error: unknown): void {
    this.stream.reset(STREAM_CODES.CANCEL)
    this.asking.reject(error)
    this.#body.end(error)
    this.#conclude(error)
  }

  #conclude(why: unknown): void {
    this.asking.exchange.signal.removeEventListener('abort', this.#leave)
    this.#room.close(why)
    this.#overSent()
  }
}

/** Made once: a stack for each exchange would cost more than its parsing. */
const OVER = new Error('the exchange is over')
