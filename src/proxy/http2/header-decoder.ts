import type { HeaderList } from '../../core/headers.js'
import { STREAM_CODES } from '../../core/stream-code.js'
import { ConnectionError } from './errors.js'
import { fromHuffman } from './huffman.js'
import { type HeaderField, STATIC_TABLE } from './static-table.js'

/** What SETTINGS_HEADER_TABLE_SIZE is when nobody says otherwise; we never do. */
const TABLE_SIZE = 4_096
/** All names and values of one block; small blocks can stand for much more (an HPACK bomb). */
const LIST_LIMIT = 256 * 1024
const OVERHEAD = 32

/** Decompresses the header blocks of one connection, in order (RFC 7541). Throws a ConnectionError. */
export class HeaderDecoder {
  /** The newest last. */
  #table: HeaderField[] = []
  #size = 0
  #limit = TABLE_SIZE
  #bytes: Buffer = Buffer.alloc(0)
  #at = 0

  decode(block: Buffer): HeaderList {
    this.#bytes = block
    this.#at = 0
    const list: HeaderField[] = []
    let total = 0
    while (this.#at < block.length) {
      const field = this.#field(list.length === 0)
      if (field === null) continue
      total += sizeOf(field)
      if (total > LIST_LIMIT) throw new ConnectionError(STREAM_CODES.ENHANCE_YOUR_CALM, 'a header list has an end')
      list.push(field)
    }
    return list
  }

  /** Null: it was an instruction for the table. */
  #field(isFirst: boolean): HeaderField | null {
    const byte = this.#bytes[this.#at] ?? 0
    if (byte >= 0x80) return this.#entry(this.#integer(7))
    if (byte >= 0x40) {
      const field = this.#literal(6)
      this.#add(field)
      return field
    }
    if (byte < 0x20) return this.#literal(4)
    const limit = this.#integer(5)
    if (limit > TABLE_SIZE || !isFirst) throw broken('the table is resized at the start, and to what it may be')
    this.#limit = limit
    this.#evict()
    return null
  }

  #literal(prefix: number): HeaderField {
    const index = this.#integer(prefix)
    const name = index === 0 ? this.#text() : this.#entry(index)[0]
    return [name, this.#text()]
  }

  #entry(index: number): HeaderField {
    const known =
      index <= STATIC_TABLE.length
        ? STATIC_TABLE[index - 1]
        : this.#table[this.#table.length - (index - STATIC_TABLE.length)]
    if (known === undefined) throw broken('an index is that of an entry')
    return known
  }

  #add(field: HeaderField): void {
    this.#table.push(field)
    this.#size += sizeOf(field)
    this.#evict()
  }

  #evict(): void {
    let gone = 0
    while (this.#size > this.#limit) {
      const oldest = this.#table[gone++]
      this.#size -= oldest === undefined ? this.#size : sizeOf(oldest)
    }
    if (gone > 0) this.#table = this.#table.slice(gone)
  }

  /** RFC 7541 5.1. */
  #integer(prefix: number): number {
    const most = 2 ** prefix - 1
    let value = this.#next() & most
    if (value < most) return value
    for (let shift = 0; shift <= 21; shift += 7) {
      const byte = this.#next()
      value += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) return value
    }
    throw broken('an integer has an end')
  }

  /** RFC 7541 5.2. */
  #text(): string {
    const isHuffman = (this.#bytes[this.#at] ?? 0) >= 0x80
    const length = this.#integer(7)
    const end = this.#at + length
    if (end > this.#bytes.length) throw broken('a text ends within its block')
    const bytes = this.#bytes.subarray(this.#at, end)
    this.#at = end
    return isHuffman ? fromHuffman(bytes) : bytes.toString('latin1')
  }

  #next(): number {
    const byte = this.#bytes[this.#at++]
    if (byte === undefined) throw broken('a block ends with a field')
    return byte
  }
}

const sizeOf = ([name, value]: HeaderField): number => name.length + value.length + OVERHEAD
const broken = (rule: string) => new ConnectionError(STREAM_CODES.COMPRESSION_ERROR, rule)
