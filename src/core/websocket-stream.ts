import type { Splitter, Unit } from './messages.js'
import { WHOLE_LIMIT } from './whole.js'

/** The head of a frame (RFC 6455 5.2). */
interface FrameHead {
  readonly isFinal: boolean
  readonly isControl: boolean
  /** Bytes of the head, and of the whole frame. */
  readonly head: number
  readonly size: number
}

/** A control frame has at most 125 bytes, and its head and mask (RFC 6455 5.5). */
const CONTROL_LIMIT = 131

/** Null: more bytes are needed. */
const frameHeadOf = (bytes: Buffer): FrameHead | null => {
  if (bytes.length < 2) return null
  const [first, second] = [bytes.readUInt8(0), bytes.readUInt8(1)]
  const short = second & 0x7f
  const extended = short === 126 ? 2 : short === 127 ? 8 : 0
  const head = 2 + extended + (second >= 0x80 ? 4 : 0)
  if (bytes.length < head) return null
  const length = extended === 0 ? short : extended === 2 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2))
  return { isFinal: first >= 0x80, isControl: (first & 0x08) !== 0, head, size: head + length }
}

/** Finds the messages of a WebSocket, fragmented or not; control frames come between their fragments (RFC 6455 5.4). */
export const webSocketStream = (): Splitter => new WebSocketStream()

class WebSocketStream implements Splitter {
  #held: Buffer = Buffer.alloc(0)
  /** Fragments of the message that is under way. */
  #message: Buffer = Buffer.alloc(0)
  #from = 0
  /** Of a frame that passes in parts: bytes that are still to come. */
  #passing = 0
  /** Fragments of a message that was too large pass as they come. */
  #isLarge = false

  push(chunk: Uint8Array): readonly Unit[] {
    this.#held = Buffer.concat([this.#held, chunk])
    const found: Unit[] = []
    for (let unit = this.#next(); unit !== null; unit = this.#next()) if (unit.bytes.length > 0) found.push(unit)
    return found
  }

  rest(): Buffer {
    return Buffer.concat([this.#message, this.#held])
  }

  #next(): Unit | null {
    if (this.#passing > 0) return this.#pass()
    const frame = frameHeadOf(this.#held)
    if (frame === null) return null
    if (frame.isControl && frame.size > CONTROL_LIMIT) return this.#endless()
    if (!frame.isControl && this.#message.length + frame.size > WHOLE_LIMIT) this.#isLarge = true
    if (!frame.isControl && this.#isLarge) return this.#begin(frame)
    if (this.#held.length < frame.size) return null
    const bytes = this.#take(frame.size)
    if (frame.isControl) return { kind: 'control', bytes, from: frame.head }
    if (this.#message.length === 0) this.#from = frame.head
    const message = this.#message.length === 0 ? bytes : Buffer.concat([this.#message, bytes])
    this.#message = frame.isFinal ? Buffer.alloc(0) : message
    return { kind: 'message', bytes: frame.isFinal ? message : Buffer.alloc(0), from: this.#from }
  }

  /** A frame that is not held; what was held of its message goes before it. */
  #begin({ size, isFinal }: FrameHead): Unit {
    this.#passing = size
    if (isFinal) this.#isLarge = false
    const bytes = this.#message
    this.#message = Buffer.alloc(0)
    return { kind: 'part', bytes, from: 0 }
  }

  /** No frame: whoever reads it ends the connection, and nothing behind it means anything. */
  #endless(): Unit {
    this.#passing = Number.POSITIVE_INFINITY
    const bytes = this.#message
    this.#message = Buffer.alloc(0)
    return { kind: 'part', bytes, from: 0 }
  }

  #pass(): Unit | null {
    if (this.#held.length === 0) return null
    const bytes = this.#take(Math.min(this.#passing, this.#held.length))
    this.#passing -= bytes.length
    return { kind: 'part', bytes, from: 0 }
  }

  #take(size: number): Buffer {
    const bytes = this.#held.subarray(0, size)
    this.#held = this.#held.subarray(size)
    return bytes
  }
}

/** A Close frame of a server, which is not masked (RFC 6455 5.5.1). */
export const closeFrame = (code: number): Buffer => Buffer.from([0x88, 2, code >> 8, code & 0xff])
