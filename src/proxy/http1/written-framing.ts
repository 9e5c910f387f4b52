import type { Reply, Request } from '../../core/exchange.js'
import type { HeaderList } from '../../core/headers.js'
import { type FieldKind, isOrdinary, kindOf, mayBeNamed, optionsIn } from './field-kinds.js'
import { type Framing, isBodiless, NO_BODY } from './framing.js'

/** A head's fields as they are written, and how the body behind them is framed. */
export interface Framed {
  readonly headers: HeaderList
  readonly framing: Framing
}

const CHUNKED: readonly [string, string] = ['Transfer-Encoding', 'chunked']
const IN_CHUNKS: Framing = { kind: 'chunked' }
const UNFRAMED: readonly (FieldKind | undefined)[] = ['coding', 'trailer']

/** The fields of a head that go on, and what all of them say, in one pass. */
class Sifted {
  readonly list: HeaderList
  isChunked = false
  length: string | undefined
  /** The options of Connection. */
  options: readonly string[] = []

  /** Fields of the kinds `without` do not go on either. */
  constructor(headers: HeaderList, without: readonly (FieldKind | undefined)[] = []) {
    const kept: (readonly [string, string])[] = []
    for (const field of headers) {
      const kind = kindOf(field[0])
      if (kind === undefined || (!HOPS.includes(kind) && !without.includes(kind))) kept.push(field)
      if (kind !== undefined) this.#note(kind, field[1])
    }
    const named = this.options.filter(option => !isOrdinary(option))
    const isNamed = (name: string) => named.includes(name.toLowerCase()) && mayBeNamed(kindOf(name))
    this.list = named.length === 0 ? kept : kept.filter(([name]) => !isNamed(name))
  }

  #note(kind: FieldKind, value: string): void {
    if (kind === 'length') this.length ??= value
    else if (kind === 'coding') this.isChunked = true
    else if (kind === 'connection') this.options = [...this.options, ...optionsIn(value)]
  }
}
const HOPS: readonly FieldKind[] = ['hop', 'connection', 'upgrade']

/** End-to-end fields, and the Transfer-Encoding, which tells how the body is framed. */
export const framedHeaders = (headers: HeaderList): HeaderList => new Sifted(headers).list

const framingOf = ({ isChunked, length }: Sifted, minor = 1): Framing | null => {
  if (isChunked && minor === 1) return IN_CHUNKS
  if (length === undefined) return null
  if (!/^[0-9]{1,15}$/.test(length)) throw new Error(`Content-Length is no number: ${length}`)
  return { kind: 'length', length: Number(length) }
}

/** A request as it is sent: with a Content-Length, or chunked. */
export const framedRequest = ({ headers, body }: Request): Framed => {
  if (body === null) return { headers: new Sifted(headers, UNFRAMED).list, framing: NO_BODY }
  const sifted = new Sifted(headers)
  const framing = framingOf(sifted)
  return framing === null
    ? { headers: [...sifted.list, CHUNKED], framing: IN_CHUNKS }
    : { headers: sifted.list, framing }
}

/**
 * A reply as it is sent: HTTP/1.0 knows no chunks, and gets a body without a length until the end of the connection.
 * `closes`: it says itself that its connection ends.
 */
export const framedReply = (
  { headers, status }: Reply,
  method: string,
  minor: number,
): Framed & { readonly closes: boolean } => {
  const sifted = new Sifted(headers, minor === 1 ? [] : UNFRAMED)
  // What a 426 asks for is told in its Upgrade (RFC 9110 15.5.22).
  const list =
    status === 426 ? [...sifted.list, ...headers.filter(([name]) => kindOf(name) === 'upgrade')] : sifted.list
  const closes = sifted.options.includes('close')
  if (isBodiless(status, method)) return { headers: list, framing: NO_BODY, closes }
  const framing = framingOf(sifted, minor)
  if (framing !== null) return { headers: list, framing, closes }
  if (minor === 0 || closes)
    return { headers: list.filter(([name]) => kindOf(name) !== 'trailer'), framing: { kind: 'close' }, closes }
  return { headers: [...list, CHUNKED], framing: IN_CHUNKS, closes }
}

/** Whether a head says that its connection ends. */
export const asksClose = (headers: HeaderList): boolean => new Sifted(headers).options.includes('close')
