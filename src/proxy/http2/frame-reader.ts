import { STREAM_CODES } from '../../core/stream-code.js'
import { ConnectionError } from './errors.js'
import { FRAME_HEAD, type Frame, MAX_FRAME } from './frames.js'

/** Cuts frames out of bytes, however these were cut, behind the preface if there is one (RFC 9113 3.4). */
export class FrameReader {
  #held: Buffer | null = null
  #preface: Buffer

  constructor(preface: Buffer = Buffer.alloc(0)) {
    this.#preface = preface
  }

  /** Throws a ConnectionError. */
  *read(part: Buffer): Generator<Frame> {
    const bytes = this.#held === null ? part : Buffer.concat([this.#held, part])
    let at = this.#pastPreface(bytes)
    this.#held = null
    while (bytes.length - at >= FRAME_HEAD) {
      const length = bytes.readUIntBE(at, 3)
      if (length > MAX_FRAME) throw new ConnectionError(STREAM_CODES.FRAME_SIZE_ERROR, 'a frame has at most 16 KiB')
      const end = at + FRAME_HEAD + length
      if (end > bytes.length) break
      const stream = bytes.readUInt32BE(at + 5) & 0x7fffffff
      const frame = { type: bytes[at + 3] ?? 0, flags: bytes[at + 4] ?? 0, stream }
      const payload = bytes.subarray(at + FRAME_HEAD, end)
      at = end
      yield { ...frame, payload }
    }
    if (at < bytes.length) this.#held = bytes.subarray(at)
  }

  #pastPreface(bytes: Buffer): number {
    const size = Math.min(this.#preface.length, bytes.length)
    if (!this.#preface.subarray(0, size).equals(bytes.subarray(0, size)))
      throw new ConnectionError(STREAM_CODES.PROTOCOL_ERROR, 'a connection begins with the preface')
    this.#preface = this.#preface.subarray(size)
    return size
  }
}
