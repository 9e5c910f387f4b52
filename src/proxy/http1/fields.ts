import type { HeaderList } from '../../core/headers.js'
import { Refusal } from './refusal.js'
import { CR, FIELD, HTAB, LF, run, SP, TOKEN } from './tokens.js'

/** The field lines of a head, by their places in its text; names and values are cut out when somebody asks for them. */
export class Fields {
  #list: HeaderList | null = null

  constructor(
    readonly text: string,
    /** Where each line begins, and at last the empty line. */
    readonly lines: readonly number[],
    /** Where the colon of each line is. */
    readonly colons: readonly number[],
  ) {}

  get count(): number {
    return this.colons.length
  }

  /** Names and values as they came, in order. */
  get list(): HeaderList {
    this.#list ??= this.colons.map((_, index) => [this.name(index), this.value(index)])
    return this.#list
  }

  start(index: number): number {
    return this.lines[index] ?? this.text.length
  }

  nameLength(index: number): number {
    return (this.colons[index] ?? 0) - this.start(index)
  }

  name(index: number): string {
    return this.text.slice(this.start(index), this.colons[index])
  }

  /** Without the whitespace around it. */
  value(index: number): string {
    let start = (this.colons[index] ?? 0) + 1
    let end = this.start(index + 1) - 2
    while (start < end && isBlank(this.text.charCodeAt(start))) start++
    while (end > start && isBlank(this.text.charCodeAt(end - 1))) end--
    return this.text.slice(start, end)
  }

  /** The line with its CRLF. */
  line(index: number): string {
    return this.text.slice(this.start(index), this.start(index + 1))
  }
}

/** field-name ":" OWS field-value OWS CRLF: what TOKEN and FIELD say, in one go. */
const LINE = new RegExp(`(?!:)${TOKEN.source}:${FIELD.source}\\r\\n`, 'y')

/** Reads field lines (RFC 9112 5) from `from` to the end of the text; also those of a trailer section. Throws a Refusal. */
export const parseFields = (text: string, from = 0): Fields => {
  const lines: number[] = []
  const colons: number[] = []
  let at = from
  while (at < text.length) {
    LINE.lastIndex = at
    if (!LINE.test(text)) throw illegal(text, at)
    lines.push(at)
    colons.push(text.indexOf(':', at))
    at = LINE.lastIndex
  }
  lines.push(at)
  return new Fields(text, lines, colons)
}

const isBlank = (code: number) => code === SP || code === HTAB

/** Why there is no field line. */
const illegal = (text: string, at: number): Refusal => {
  const colon = run(text, at, TOKEN)
  if (colon === at)
    return new Refusal(isBlank(text.charCodeAt(at)) ? 'field lines are not folded' : 'a field line begins with a name')
  if (text[colon] !== ':') return new Refusal('a field name is a token that is followed by a colon at once')
  const code = text.charCodeAt(run(text, colon + 1, FIELD))
  if (code === CR) return new Refusal('CR stands before LF only')
  if (code === LF) return new Refusal('lines end with CRLF')
  return new Refusal('a field value has no control characters')
}
