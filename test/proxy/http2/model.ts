import { FrameReader } from '../../../src/proxy/http2/frame-reader.js'
import { contentOf, type Frame } from '../../../src/proxy/http2/frames.js'
import { HeaderDecoder } from '../../../src/proxy/http2/header-decoder.js'

/** A message of HTTP/2 that has ended: what names it (its path or its status), and its body. */
export interface WholeMessage {
  readonly name: string
  readonly body: string
}

interface Stream {
  name: string | null
  body: string
  isOver: boolean
}

const [DATA, HEADERS, RST, CONTINUATION, END_STREAM, END_HEADERS] = [0, 1, 3, 9, 1, 4]

/**
 * What may be whole at most in these bytes, as far as they can be read at all: it knows of streams and their ends, and
 * of nothing that forbids a message.
 */
export const wholeMessages = (bytes: Buffer): readonly WholeMessage[] => {
  const [streams, decoder, found] = [new Map<number, Stream>(), new HeaderDecoder(), [] as WholeMessage[]]
  let block: { readonly stream: number; readonly isEnd: boolean; bytes: Buffer } | null = null
  const end = (stream: Stream) => {
    stream.isOver = true
    if (stream.name !== null) found.push({ name: stream.name, body: stream.body })
  }
  const headed = (id: number, part: Buffer, isEnd: boolean) => {
    const fields = Object.fromEntries(decoder.decode(part))
    const stream = streams.get(id) ?? { name: null, body: '', isOver: false }
    streams.set(id, stream)
    const name = fields[':path'] ?? fields[':status']
    if (!(name ?? '').startsWith('1')) stream.name ??= name ?? null
    if (isEnd && !stream.isOver) end(stream)
  }
  const take = (frame: Frame) => {
    const isEnd = (frame.flags & END_STREAM) !== 0
    const stream = streams.get(frame.stream)
    if (frame.type === HEADERS) block = { stream: frame.stream, isEnd, bytes: contentOf(frame, true) }
    if (frame.type === CONTINUATION && block !== null) block.bytes = Buffer.concat([block.bytes, frame.payload])
    if (
      (frame.type === HEADERS || frame.type === CONTINUATION) &&
      (frame.flags & END_HEADERS) !== 0 &&
      block !== null
    ) {
      headed(block.stream, block.bytes, block.isEnd)
      block = null
    }
    if (frame.type === RST && stream !== undefined) stream.isOver = true
    if (frame.type !== DATA || stream === undefined || stream.isOver) return
    stream.body += contentOf(frame, false).toString('latin1')
    if (isEnd) end(stream)
  }
  try {
    for (const frame of new FrameReader().read(bytes)) take(frame)
  } catch {
    // No more can be read.
  }
  return found
}
