import type { BodyReader } from './body-reader.js'
import { ChunkedReader } from './chunked.js'
import type { Framing } from './framing.js'

/** A reader for a body of that framing. One that ends with its connection is never done by itself. */
export const readerOf = (framing: Framing): BodyReader => {
  if (framing.kind === 'chunked') return new ChunkedReader()
  if (framing.kind === 'length' && framing.length === 0) return NOTHING
  return new LengthReader(framing.kind === 'length' ? framing.length : Number.POSITIVE_INFINITY)
}

class LengthReader implements BodyReader {
  readonly trailers = []
  size = 0

  constructor(readonly length: number) {}

  get isDone(): boolean {
    return this.size === this.length
  }

  read(bytes: Buffer, at: number, content?: (from: number, to: number) => void): number {
    const end = Math.min(bytes.length, at + this.length - this.size)
    this.size += end - at
    if (end > at) content?.(at, end)
    return end
  }
}

const NOTHING: BodyReader = { isDone: true, size: 0, trailers: [], read: (_, at) => at }
