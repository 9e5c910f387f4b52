import type { HeaderList } from '../../core/headers.js'
import { Refusal } from './refusal.js'
import { CR, FIELD, HTAB, LF, run, SP, TOKEN } from './tokens.js'

/** The field lines of a head, by their places in its text; names and values are cut out when somebody asks for them. */
export class Fields {
  #list: HeaderList | null = null

  /** `marks`: where each line begins and where its colon is, in turns, and at last where the empty line begins. */
  constructor(
    readonly text: string,
    readonly marks: readonly number[],
  ) {}

  get count(): number {
    return this.marks.length >> 1
  }

  /** Names and values as they came, in order. */
  get list(): HeaderList {
    this.#list ??= Array.from({ length: this.count }, (_, index) => [this.name(index), this.value(index)] as const)
    return this.#list
  }

  start(index: number): number {
    return this.marks[2 * index] ?? this.text.length
  }

  nameLength(index: number): number {
    return this.#colon(index) - this.start(index)
  }

  name(index: number): string {
    return this.text.slice(this.start(index), this.#colon(index))
  }

  /** Without the whitespace around it. */
  value(index: number): string {
    let start = this.#colon(index) + 1
    let end = this.start(index + 1) - 2
    while (start < end && isBlank(this.text.charCodeAt(start))) start++
    while (end > start && isBlank(this.text.charCodeAt(end - 1))) end--
    return this.text.slice(start, end)
  }

  /** The line with its CRLF. */
  line(index: number): string {
    return this.text.slice(this.start(index), this.start(index + 1))
  }

  #colon(index: number): number {
    return this.marks[2 * index + 1] ?? 0
  }
}

/** field-name ":" OWS field-value OWS CRLF: what TOKEN and FIELD say, in one go. */
const LINE = new RegExp(`(?!:)${TOKEN.source}:${FIELD.source}\\r\\n`, 'y')

/** Reads field lines (RFC 9112 5) from `from` to the end of the text; also those of a trailer section. Throws a Refusal. */
export const parseFields = (text: string, from = 0): Fields => {
  const marks: number[] = []
  let at = from
  while (at < text.length) {
    LINE.lastIndex = at
    if (!LINE.test(text)) throw illegal(text, at)
    marks.push(at, text.indexOf(':', at))
    at = LINE.lastIndex
  }
  marks.push(at)
  return new Fields(text, marks)
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
