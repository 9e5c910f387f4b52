import type { Writable } from 'node:stream'
import type { Body } from '../../core/body.js'
import type { HeaderList } from '../../core/headers.js'
import type { Framing } from './framing.js'
import { hold } from './gathered.js'
import { lastChunkOf } from './head-edit.js'

const CRLF = Buffer.from('\r\n')

/** Frames a body as it comes (RFC 9112 6 and 7). */
class Framer {
  /** Bytes of content so far. */
  size = 0

  constructor(readonly framing: Framing) {}

  /** Throws when the body gets longer than its head promised. */
  frame(chunk: Uint8Array): readonly Uint8Array[] {
    this.size += chunk.length
    if (this.framing.kind === 'length' && this.size > this.framing.length)
      throw new Error('the body is longer than its Content-Length')
    if (this.framing.kind !== 'chunked') return [chunk]
    return [Buffer.from(`${chunk.length.toString(16)}\r\n`, 'latin1'), chunk, CRLF]
  }

  /** Throws when the body is shorter than its head promised. */
  end(trailers: HeaderList): Buffer | null {
    if (this.framing.kind === 'length' && this.size < this.framing.length)
      throw new Error('the body is shorter than its Content-Length')
    return this.framing.kind === 'chunked' ? lastChunkOf(trailers) : null
  }
}

/** Writes a body with its framing. */
export class BodyWriter {
  readonly #framer: Framer

  constructor(
    readonly framing: Framing,
    readonly to: Writable,
  ) {
    this.#framer = new Framer(framing)
  }

  /** Bytes of content so far. */
  get size(): number {
    return this.#framer.size
  }

  /** False: wait until the other side has room. Throws when the body gets longer than its head promised. */
  write(chunk: Uint8Array): boolean {
    if (chunk.length === 0) return true
    const parts = this.#framer.frame(chunk)
    hold(this.to)
    let hasRoom = true
    for (const part of parts) hasRoom = this.to.write(part)
    return hasRoom
  }

  /** Throws when the body is shorter than its head promised. */
  end(trailers: HeaderList): void {
    const last = this.#framer.end(trailers)
    if (last !== null) this.to.write(last)
  }

  /** The bytes that would be written, for somebody else to write. Throws as `write` and `end` do. */
  async *framed(body: Body, trailers: () => HeaderList): Body {
    for await (const chunk of body) if (chunk.length > 0) yield Buffer.concat(this.#framer.frame(chunk))
    const last = this.#framer.end(trailers())
    if (last !== null) yield last
  }
}
