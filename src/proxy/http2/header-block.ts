import { STREAM_CODES } from '../../core/stream-code.js'
import { ConnectionError } from './errors.js'
import { contentOf, FLAG, type Frame } from './frames.js'

const LIMIT = 64 * 1024

/** A header block that comes in a frame of HEADERS and as many of CONTINUATION as it takes (RFC 9113 4.3). */
export class HeaderBlock {
  readonly stream: number
  readonly isEnd: boolean
  #parts: Buffer[] = []
  #size = 0

  /** Throws a ConnectionError, as `add` does. */
  constructor(frame: Frame) {
    this.stream = frame.stream
    this.isEnd = (frame.flags & FLAG.endStream) !== 0
    this.#take(contentOf(frame, true))
  }

  add({ stream, payload }: Frame): void {
    if (stream !== this.stream)
      throw new ConnectionError(STREAM_CODES.PROTOCOL_ERROR, 'CONTINUATION goes on with a header block')
    this.#take(payload)
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#parts)
  }

  #take(part: Buffer): void {
    this.#parts.push(part)
    this.#size += part.length
    if (this.#size > LIMIT) throw new ConnectionError(STREAM_CODES.ENHANCE_YOUR_CALM, 'a header block has an end')
  }
}
