import type { HeaderList } from '../../core/headers.js'
import type { BodyReader } from './body-reader.js'
import { parseFields } from './fields.js'
import { HEAD_LIMIT } from './head-buffer.js'
import { Refusal } from './refusal.js'
import { CR, HEX, LF } from './tokens.js'

/** Bytes of all extensions of a body together; as many as node:http allows. */
const EXTENSIONS_LIMIT = 16 * 1024
/** A chunk has less than 2^52 bytes. */
const SIZE_DIGITS = 13
const SEMICOLON = 0x3b

/** *( ";" name [ "=" value ] ) of RFC 9112 7.1.1; optional whitespace is refused, as readers differ about it. */
const EXTENSIONS =
  /^(?:;[!#$%&'*+.^_`|~0-9A-Za-z-]+(?:=(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+|"(?:[\t !#-[\]-~\x80-\xff]|\\[\t -~\x80-\xff])*"))?)*$/

/** Fields that frame or route a message mean nothing behind it (RFC 9110 6.5.1). */
const NO_TRAILERS = new Set(['content-length', 'transfer-encoding', 'host'])

type State = 'size' | 'extensions' | 'sizeEnd' | 'data' | 'dataCr' | 'dataLf' | 'trailers' | 'done'

/** The byte that must come in a state that allows one only, and what follows. */
const LINE_ENDS: { readonly [In in State]?: readonly [byte: number, next: State] } = {
  sizeEnd: [LF, 'data'],
  dataCr: [CR, 'dataLf'],
  dataLf: [LF, 'size'],
}

/** The chunked transfer coding (RFC 9112 7.1), byte for byte. */
export class ChunkedReader implements BodyReader {
  size = 0
  trailers: HeaderList = []
  #state: State = 'size'
  /** Digits of the size so far; bytes of the chunk that are still to come. */
  #digits = 0
  #left = 0
  #extensions = ''
  #extensionBytes = 0
  #trailerText = ''

  get isDone(): boolean {
    return this.#state === 'done'
  }

  read(bytes: Buffer, from: number, content?: (from: number, to: number) => void): number {
    let at = from
    while (at < bytes.length && this.#state !== 'done') {
      if (this.#state === 'data') {
        const end = Math.min(bytes.length, at + this.#left)
        this.#left -= end - at
        this.size += end - at
        content?.(at, end)
        at = end
        if (this.#left === 0) this.#state = 'dataCr'
      } else this.#step(bytes[at++] ?? 0)
    }
    return at
  }

  #step(byte: number): void {
    if (this.#state === 'size') this.#sizeByte(byte)
    else if (this.#state === 'extensions') this.#extensionByte(byte)
    else if (this.#state === 'trailers') this.#trailerByte(byte)
    else this.#lineEndByte(byte)
  }

  #lineEndByte(byte: number): void {
    const [expected, next] = LINE_ENDS[this.#state] ?? [CR, this.#state]
    if (byte !== expected) throw new Refusal('chunk sizes and chunk data end with CRLF')
    if (this.#state === 'sizeEnd') this.#digits = 0
    this.#state = this.#state === 'sizeEnd' && this.#left === 0 ? 'trailers' : next
  }

  #sizeByte(byte: number): void {
    const digit = HEX[byte] ?? 255
    if (digit < 16) {
      if (++this.#digits > SIZE_DIGITS) throw new Refusal(`a chunk-size has at most ${SIZE_DIGITS} digits`)
      this.#left = this.#left * 16 + digit
    } else if (this.#digits === 0) throw new Refusal('a chunk begins with a hexadecimal size')
    else if (byte === CR) this.#state = 'sizeEnd'
    else if (byte === SEMICOLON) {
      this.#state = 'extensions'
      this.#extensionByte(byte)
    } else throw new Refusal('a chunk-size is followed by CRLF or an extension')
  }

  #extensionByte(byte: number): void {
    if (byte === CR) {
      if (!EXTENSIONS.test(this.#extensions)) throw new Refusal('a chunk extension is a name, perhaps with a value')
      this.#extensions = ''
      this.#state = 'sizeEnd'
      return
    }
    this.#extensions += String.fromCharCode(byte)
    if (++this.#extensionBytes > EXTENSIONS_LIMIT)
      throw new Refusal(`chunk extensions have at most ${EXTENSIONS_LIMIT} bytes together`)
  }

  #trailerByte(byte: number): void {
    const text = this.#trailerText + String.fromCharCode(byte)
    this.#trailerText = text
    if (byte !== LF) {
      if (text.length > HEAD_LIMIT) throw new Refusal(`a trailer section has at most ${HEAD_LIMIT} bytes`, 431)
      return
    }
    if (text !== '\r\n' && !text.endsWith('\r\n\r\n')) {
      if (!text.endsWith('\r\n')) throw new Refusal('lines end with CRLF')
      return
    }
    this.trailers = parseFields(text.slice(0, -2)).list
    if (this.trailers.some(([name]) => NO_TRAILERS.has(name.toLowerCase())))
      throw new Refusal('a trailer does not frame or route its message')
    this.#state = 'done'
  }
}
