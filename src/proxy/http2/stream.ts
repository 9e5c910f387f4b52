// Over 150 lines: both directions of a stream and their windows are one state.
import type { HeaderList } from '../../core/headers.js'
import { STREAM_CODES } from '../../core/stream-code.js'
import { StreamError } from './errors.js'
import type { FrameWriter } from './frame-writer.js'

/** Whoever a stream belongs to; it is told of everything that comes on it. */
export interface StreamUser {
  /** A header list behind the first of a request: that of a reply, or trailers. Throws a StreamError. */
  headed(headers: HeaderList, isEnd: boolean): void
  /** Bytes that nobody else changes. */
  received(bytes: Buffer): void
  /** The peer's message is whole. */
  ended(): void
  /** There is room again for what `write` could not take. */
  roomy(): void
  /** The stream is over before its end, by the peer's RST_STREAM, or because the connection is gone (null). */
  broken(code: number | null, why: Error): void
}

/** What a stream needs of its connection. */
export interface StreamHost {
  readonly writer: FrameWriter
  closed(stream: Http2Stream): void
}

/** One request and its reply on a connection of HTTP/2. */
export class Http2Stream {
  user: StreamUser | null = null
  /** Bytes that the peer's windows had no room for. */
  #pending: Buffer | null = null
  #isWaiting = false
  #sentEnd = false
  #gotEnd = false
  #isOver = false
  /** Bytes that came and were not asked for by the reader yet. */
  #unread = 0
  #received = 0
  #left: number
  /** How many bytes come: the Content-Length, or none where there is no body. */
  expected: number | null = null

  constructor(
    readonly id: number,
    readonly host: StreamHost,
    public sendWindow: number,
    readonly window: number,
  ) {
    this.#left = window
  }

  get isOver(): boolean {
    return this.#isOver
  }

  get isReceived(): boolean {
    return this.#gotEnd
  }

  sendHeaders(headers: HeaderList, isEnd: boolean): void {
    if (this.#isOver || this.#sentEnd) return
    this.host.writer.headers(this.id, headers, isEnd)
    if (isEnd) this.#endSending()
  }

  /** False: wait for `roomy`. */
  write(bytes: Uint8Array): boolean {
    if (this.#isOver || bytes.length === 0) return true
    this.#pending = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    return this.#push()
  }

  /** Ends our message; whatever was written has left before. */
  end(trailers: HeaderList): void {
    if (this.#isOver || this.#sentEnd) return
    if (trailers.length > 0) this.host.writer.headers(this.id, trailers, true)
    else this.host.writer.data(this.id, Buffer.alloc(0), true)
    this.#endSending()
  }

  /** RST_STREAM, after everything that was sent; what is written after it is lost. */
  reset(code: number): void {
    if (this.#isOver) return
    this.host.writer.reset(this.id, code)
    this.#conclude()
  }

  /** What came has been read: the peer may send as much again. */
  credit(): void {
    if (this.#unread < this.window / 2 || this.#gotEnd || this.#isOver) return
    this.host.writer.credit(this.id, this.#unread)
    this.#left += this.#unread
    this.#unread = 0
  }

  /** The peer gave room, or the socket has some again. */
  pump(): void {
    if (!this.#isWaiting || !this.#push()) return
    this.#isWaiting = false
    this.user?.roomy()
  }

  /** Throws a StreamError, as the following do. */
  headed(headers: HeaderList, isEnd: boolean): void {
    if (this.#gotEnd) throw new StreamError(STREAM_CODES.STREAM_CLOSED, 'nothing comes after the end of a message')
    if (isEnd) this.#endReceiving()
    this.user?.headed(headers, isEnd)
    if (isEnd) this.user?.ended()
    this.#settle()
  }

  /** `size` counts padding too. */
  received(bytes: Buffer, size: number, isEnd: boolean): void {
    if (this.#gotEnd) throw new StreamError(STREAM_CODES.STREAM_CLOSED, 'nothing comes after the end of a message')
    this.#left -= size
    this.#unread += size
    this.#received += bytes.length
    if (this.#left < 0) throw new StreamError(STREAM_CODES.FLOW_CONTROL_ERROR, 'a sender heeds the window')
    if (this.expected !== null && this.#received > this.expected) throw mismeasured()
    if (bytes.length > 0) this.user?.received(bytes)
    if (isEnd) this.#endReceiving()
    if (isEnd) this.user?.ended()
    this.#settle()
  }

  /** RST_STREAM came (a code), or the connection is gone (null). */
  broken(code: number | null, why: Error): void {
    if (this.#isOver) return
    this.#conclude()
    this.user?.broken(code, why)
  }

  #endReceiving(): void {
    if (this.expected !== null && this.#received !== this.expected) throw mismeasured()
    this.#gotEnd = true
  }

  #endSending(): void {
    this.#sentEnd = true
    this.#settle()
  }

  #settle(): void {
    if (this.#sentEnd && this.#gotEnd && !this.#isOver) this.#conclude()
  }

  #conclude(): void {
    this.#isOver = true
    this.#pending = null
    this.host.closed(this)
  }

  /** True when everything has left and there is room for more. */
  #push(): boolean {
    while (this.#pending !== null) {
      const size = Math.min(this.#pending.length, this.sendWindow, this.host.writer.room)
      if (size <= 0) break
      this.sendWindow -= size
      this.host.writer.data(this.id, this.#pending.subarray(0, size), false)
      this.#pending = size === this.#pending.length ? null : this.#pending.subarray(size)
    }
    this.#isWaiting = this.#pending !== null || this.host.writer.room <= 0
    return !this.#isWaiting
  }
}

const mismeasured = () => new StreamError(STREAM_CODES.PROTOCOL_ERROR, 'a body is as long as it is said to be')
