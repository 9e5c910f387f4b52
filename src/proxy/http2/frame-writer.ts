import type { Duplex } from 'node:stream'
import type { HeaderList } from '../../core/headers.js'
import { hold } from '../http1/gathered.js'
import { FLAG, frameHead, frameOf, headerFrames, MAX_FRAME, settingsFrame, TYPE, words } from './frames.js'
import { HeaderEncoder } from './header-encoder.js'

/** Answers that a peer does not read: it asks for them without end. */
const UNREAD_LIMIT = 4 * 1024 * 1024

/** Writes the frames of one connection, for all of its streams, as far as the peer's window goes. */
export class FrameWriter {
  /** Of the connection: what the peer takes of DATA. */
  window = 65_535
  #isMuted = false
  readonly encoder = new HeaderEncoder()

  constructor(
    readonly socket: Duplex,
    /** Nobody reads what was asked for. */
    readonly unread: () => void,
  ) {}

  /** Bytes of DATA that may be sent now; 0 while the socket is full. */
  get room(): number {
    return this.socket.writableNeedDrain ? 0 : Math.min(this.window, MAX_FRAME)
  }

  headers(stream: number, list: HeaderList, isEnd: boolean): void {
    this.#send(headerFrames(stream, this.encoder.encode(list), isEnd))
  }

  data(stream: number, bytes: Buffer, isEnd: boolean): void {
    this.window -= bytes.length
    this.#send(frameHead(bytes.length, TYPE.data, isEnd ? FLAG.endStream : 0, stream))
    if (bytes.length > 0) this.#send(bytes)
  }

  reset(stream: number, code: number): void {
    this.#send(frameOf(TYPE.reset, 0, stream, words(code)))
  }

  credit(stream: number, bytes: number): void {
    this.#send(frameOf(TYPE.window, 0, stream, words(bytes)))
  }

  settings(settings: readonly (readonly [id: number, value: number])[]): void {
    this.#send(settingsFrame(settings))
  }

  settingsAck(): void {
    this.#send(frameOf(TYPE.settings, FLAG.ack, 0, Buffer.alloc(0)))
  }

  pong(payload: Buffer): void {
    this.#send(frameOf(TYPE.ping, FLAG.ack, 0, payload))
  }

  goaway(last: number, code: number): void {
    this.#send(frameOf(TYPE.goaway, 0, 0, words(last, code)))
  }

  /** Nothing is sent any more. */
  mute(): void {
    this.#isMuted = true
  }

  #send(bytes: Buffer): void {
    if (this.#isMuted || this.socket.writableEnded) return
    hold(this.socket)
    this.socket.write(bytes)
    if (this.socket.writableLength > UNREAD_LIMIT) this.unread()
  }
}
