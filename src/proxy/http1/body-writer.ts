import type { Writable } from 'node:stream'
import type { HeaderList } from '../../core/headers.js'
import type { Framing } from './framing.js'
import { hold } from './gathered.js'
import { lastChunkOf } from './head-edit.js'

const CRLF = Buffer.from('\r\n')

/** Frames a body while it is written (RFC 9112 6 and 7). */
export class BodyWriter {
  /** Bytes of content so far. */
  size = 0

  constructor(
    readonly framing: Framing,
    readonly to: Writable,
  ) {}

  /** False: wait until the other side has room. Throws when the body gets longer than its head promised. */
  write(chunk: Uint8Array): boolean {
    if (chunk.length === 0) return true
    this.size += chunk.length
    if (this.framing.kind === 'length' && this.size > this.framing.length)
      throw new Error('the body is longer than its Content-Length')
    hold(this.to)
    if (this.framing.kind !== 'chunked') return this.to.write(chunk)
    this.to.write(`${chunk.length.toString(16)}\r\n`, 'latin1')
    this.to.write(chunk)
    return this.to.write(CRLF)
  }

  /** Throws when the body is shorter than its head promised. */
  end(trailers: HeaderList): void {
    if (this.framing.kind === 'length' && this.size < this.framing.length)
      throw new Error('the body is shorter than its Content-Length')
    if (this.framing.kind === 'chunked') this.to.write(lastChunkOf(trailers))
  }
}
