import { Refusal } from './refusal.js'
import { CR, consistsOf, LF, TOKEN } from './tokens.js'

const END = Buffer.from('\r\n\r\n')
const NONE: readonly Buffer[] = []
/** Bytes of a head, and of a trailer section. */
export const HEAD_LIMIT = 64 * 1024

/** Bytes that hold a whole head, from `start` to `end` behind its empty line; what follows belongs to its body. */
export interface FoundHead {
  readonly bytes: Buffer
  readonly start: number
  readonly end: number
}

/**
 * Collects bytes until a head is whole, wherever they were cut. A head that cannot become a right one any more, because
 * it is too long or has a line that ends with a bare LF, is refused as soon as that shows.
 */
export class HeadBuffer {
  #parts: readonly Buffer[] = NONE
  #size = 0
  /** The last three bytes before the newest part: the end of a head may be cut. */
  #tail = ''

  /** Empty lines before a request are skipped (RFC 9112 2.2). */
  constructor(
    readonly kind: 'request' | 'reply',
    readonly limit = HEAD_LIMIT,
  ) {}

  get isEmpty(): boolean {
    return this.#size === 0
  }

  /** The head, when these bytes from `from` on complete it. Throws a Refusal. */
  push(bytes: Buffer, from: number): FoundHead | null {
    const start = this.isEmpty && this.kind === 'request' ? afterEmptyLines(bytes, from) : from
    if (this.isEmpty) {
      const at = bytes.indexOf(END, start)
      if (at >= 0) return this.#found(bytes, start, at + END.length)
    } else if (this.#endsIn(bytes, from)) {
      const whole = Buffer.concat([...this.#parts, from === 0 ? bytes : bytes.subarray(from)])
      this.#clear()
      return this.push(whole, 0)
    }
    this.#keep(bytes, start)
    return null
  }

  #found(bytes: Buffer, start: number, end: number): FoundHead {
    if (end - start > this.limit) throw tooLong(this.limit)
    return { bytes, start, end }
  }

  #endsIn(bytes: Buffer, from: number): boolean {
    const seam = this.#tail + bytes.toString('latin1', from, from + 3)
    return seam.includes('\r\n\r\n') || bytes.indexOf(END, from) >= 0 || this.#isEmptyLine(seam)
  }

  /** An empty line that was cut between CR and LF. */
  #isEmptyLine(seam: string): boolean {
    return this.kind === 'request' && this.#size === 1 && seam.startsWith('\r\n')
  }

  #keep(bytes: Buffer, start: number): void {
    if (start >= bytes.length) return
    if (this.isEmpty) refuseForeign(bytes, start, this.kind)
    refuseBareLf(bytes, start, this.#tail)
    const part = Buffer.from(bytes.subarray(start))
    this.#parts = [...this.#parts, part]
    this.#size += part.length
    this.#tail = (this.#tail + part.toString('latin1', Math.max(0, part.length - 3))).slice(-3)
    if (this.#size > this.limit) throw tooLong(this.limit)
    if (this.#parts.length > 64) this.#parts = [Buffer.concat(this.#parts)]
  }

  #clear(): void {
    this.#parts = NONE
    this.#size = 0
    this.#tail = ''
  }
}

const tooLong = (limit: number) => new Refusal(`a head has at most ${limit} bytes`, 431)

const afterEmptyLines = (bytes: Buffer, from: number): number => {
  let at = from
  while (bytes[at] === CR && bytes[at + 1] === LF) at += 2
  return at
}

const refuseBareLf = (bytes: Buffer, start: number, tail: string): void => {
  for (let at = bytes.indexOf(LF, start); at >= 0; at = bytes.indexOf(LF, at + 1)) {
    const before = at > start ? bytes[at - 1] : tail.charCodeAt(tail.length - 1)
    if (before !== CR) throw new Refusal('lines end with CRLF')
  }
}

/** Whoever speaks another protocol is not left waiting for the end of a head. */
const refuseForeign = (bytes: Buffer, start: number, kind: 'request' | 'reply'): void => {
  const begun = bytes.toString('latin1', start, start + VERSION.length)
  if (kind === 'reply' && !VERSION.startsWith(begun)) throw new Refusal('there is no HTTP-version')
  const first = begun.slice(0, 1)
  if (kind === 'request' && first !== '\r' && !consistsOf(first, TOKEN))
    throw new Refusal('a request begins with a method')
}
const VERSION = 'HTTP/1.'
