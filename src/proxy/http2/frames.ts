import { STREAM_CODES } from '../../core/stream-code.js'
import { ConnectionError } from './errors.js'

/** RFC 9113 6. */
export const TYPE = {
  ...{ data: 0, headers: 1, priority: 2, reset: 3, settings: 4 },
  ...{ promise: 5, ping: 6, goaway: 7, window: 8, continuation: 9 },
} as const
export const FLAG = { endStream: 0x1, ack: 0x1, endHeaders: 0x4, padded: 0x8, priority: 0x20 } as const
export const SETTING = { tableSize: 1, push: 2, maxStreams: 3, initialWindow: 4, maxFrame: 5 } as const

/** What SETTINGS_MAX_FRAME_SIZE is when nobody says otherwise; we never do. */
export const MAX_FRAME = 16_384
export const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')
export const FRAME_HEAD = 9

export interface Frame {
  readonly type: number
  readonly flags: number
  readonly stream: number
  readonly payload: Buffer
}

export const frameHead = (length: number, type: number, flags: number, stream: number): Buffer => {
  const head = Buffer.allocUnsafe(FRAME_HEAD)
  head.writeUIntBE(length, 0, 3)
  head[3] = type
  head[4] = flags
  head.writeUInt32BE(stream, 5)
  return head
}

export const frameOf = (type: number, flags: number, stream: number, payload: Uint8Array): Buffer =>
  Buffer.concat([frameHead(payload.length, type, flags, stream), payload])

/** A header block in as many frames as it takes. */
export const headerFrames = (stream: number, block: Buffer, isEnd: boolean): Buffer => {
  const frames: Buffer[] = []
  for (let at = 0; at === 0 || at < block.length; at += MAX_FRAME) {
    const part = block.subarray(at, at + MAX_FRAME)
    const flags = (at + MAX_FRAME >= block.length ? FLAG.endHeaders : 0) | (at === 0 && isEnd ? FLAG.endStream : 0)
    frames.push(frameOf(at === 0 ? TYPE.headers : TYPE.continuation, flags, stream, part))
  }
  return Buffer.concat(frames)
}

/** Numbers of 32 bits, as most frames consist of. */
export const words = (...numbers: readonly number[]): Buffer => {
  const bytes = Buffer.allocUnsafe(4 * numbers.length)
  for (const [at, number] of numbers.entries()) bytes.writeUInt32BE(number, 4 * at)
  return bytes
}

export const settingsFrame = (settings: readonly (readonly [id: number, value: number])[]): Buffer => {
  const payload = Buffer.concat(settings.map(([id, value]) => Buffer.from([0, id, ...words(value)])))
  return frameOf(TYPE.settings, 0, 0, payload)
}

/** What a frame of DATA or HEADERS holds without its padding and its priority (RFC 9113 6.1, 6.2). */
export const contentOf = ({ flags, payload }: Frame, hasPriority: boolean): Buffer => {
  const padding = (flags & FLAG.padded) === 0 ? 0 : (payload[0] ?? 0)
  const start = ((flags & FLAG.padded) === 0 ? 0 : 1) + (hasPriority && (flags & FLAG.priority) !== 0 ? 5 : 0)
  if (start + padding > payload.length)
    throw new ConnectionError(STREAM_CODES.PROTOCOL_ERROR, 'padding is shorter than its frame')
  return payload.subarray(start, payload.length - padding)
}
