/** The bytes of a stream of WebSocket, taken apart by the heads of its frames and by nothing else (RFC 6455 5.2). */
export interface Frames {
  /** Whole messages, each as the bytes of its frames. */
  readonly messages: readonly string[]
  /** Whole control frames. */
  readonly controls: readonly string[]
  /** Frames of a message without its last one, and whatever comes once a frame is cut off or can be no frame. */
  readonly rest: string
}

/** Head and payload, in bytes; null where the head is cut off. */
const sizeOf = (bytes: Buffer): number | null => {
  const second = bytes[1]
  if (second === undefined) return null
  const [short, mask] = [second & 0x7f, second >= 0x80 ? 4 : 0]
  if (short < 126) return 2 + mask + short
  if (short === 126) return bytes.length < 4 ? null : 4 + mask + bytes.readUInt16BE(2)
  return bytes.length < 10 ? null : 10 + mask + Number(bytes.readBigUInt64BE(2))
}

/** A control frame has at most 125 bytes (RFC 6455 5.5). */
const CONTROL_MOST = 131

export const framesIn = (bytes: Buffer): Frames => {
  const [messages, controls]: [string[], string[]] = [[], []]
  let [at, underWay] = [0, '']
  for (;;) {
    const left = bytes.subarray(at)
    const [first = 0, size] = [left[0], sizeOf(left)]
    const isControl = (first & 0x08) !== 0
    if (size === null || size > left.length || (isControl && size > CONTROL_MOST)) break
    const frame = left.toString('latin1', 0, size)
    at += size
    if (isControl) controls.push(frame)
    else underWay += frame
    if (isControl || first < 0x80) continue
    messages.push(underWay)
    underWay = ''
  }
  return { messages, controls, rest: underWay + bytes.toString('latin1', at) }
}

interface FrameParts {
  readonly opcode: number
  readonly payload: string | Buffer
  /** The last of its message, unless it says otherwise. */
  readonly isFinal?: boolean
  readonly reserved?: number
  readonly isMasked?: boolean
}

/** A frame as it should be, or not. */
export const frameOf = ({ opcode, payload, isFinal = true, reserved = 0, isMasked = false }: FrameParts): Buffer => {
  const body = Buffer.from(payload)
  const length =
    body.length < 126
      ? Buffer.from([body.length])
      : body.length < 65_536
        ? Buffer.from([126, body.length >> 8, body.length & 255])
        : Buffer.concat([Buffer.from([127]), eight(BigInt(body.length))])
  const masked = isMasked ? Buffer.from([7, 77, 177, 250]) : Buffer.alloc(0)
  length[0] = (length[0] ?? 0) | (isMasked ? 0x80 : 0)
  const covered = body.map((byte, n) => byte ^ (masked[n % 4] ?? 0))
  return Buffer.concat([Buffer.from([(isFinal ? 0x80 : 0) | (reserved << 4) | opcode]), length, masked, covered])
}

/** A length of 64 bits. */
export const eight = (value: bigint): Buffer => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(value)
  return bytes
}
