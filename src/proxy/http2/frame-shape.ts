import { STREAM_CODES } from '../../core/stream-code.js'
import { ConnectionError } from './errors.js'
import { FLAG, type Frame, TYPE } from './frames.js'

interface Shape {
  readonly of: 'stream' | 'connection' | 'either'
  fits(size: number, flags: number): boolean
}

const whatever = () => true
const exactly = (wanted: number) => (size: number) => size === wanted

/** RFC 9113 6. */
const SHAPES = new Map<number, Shape>([
  [TYPE.data, { of: 'stream', fits: whatever }],
  [TYPE.headers, { of: 'stream', fits: whatever }],
  [TYPE.priority, { of: 'stream', fits: exactly(5) }],
  [TYPE.reset, { of: 'stream', fits: exactly(4) }],
  [TYPE.settings, { of: 'connection', fits: (size, flags) => ((flags & FLAG.ack) === 0 ? size % 6 : size) === 0 }],
  [TYPE.promise, { of: 'stream', fits: whatever }],
  [TYPE.ping, { of: 'connection', fits: exactly(8) }],
  [TYPE.goaway, { of: 'connection', fits: size => size >= 8 }],
  [TYPE.window, { of: 'either', fits: exactly(4) }],
  [TYPE.continuation, { of: 'stream', fits: whatever }],
])

/** Throws a ConnectionError where a frame has a size, or belongs to a stream, that none of its type can. */
export const refuseMisshapen = ({ type, flags, stream, payload }: Frame): void => {
  const shape = SHAPES.get(type)
  if (shape === undefined) return
  const place = stream === 0 ? 'connection' : 'stream'
  if (shape.of !== 'either' && shape.of !== place)
    throw new ConnectionError(STREAM_CODES.PROTOCOL_ERROR, `this frame belongs to a ${shape.of}`)
  if (!shape.fits(payload.length, flags))
    throw new ConnectionError(STREAM_CODES.FRAME_SIZE_ERROR, 'a frame has its size')
}
