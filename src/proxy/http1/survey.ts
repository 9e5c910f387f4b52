import { type FieldKind, isLikely, isOrdinary, kindOf, mayBeNamed, optionsIn } from './field-kinds.js'
import type { Fields } from './fields.js'

const kindAt = (fields: Fields, index: number): FieldKind | undefined =>
  isLikely(fields.nameLength(index), fields.text.charCodeAt(fields.start(index)))
    ? kindOf(fields.name(index))
    : undefined

const and = <T>(list: readonly T[], item: T): readonly T[] => (list.length === 0 ? [item] : [...list, item])

/** What the fields of a head say about its body and its connection. */
export class Survey {
  /** The values of all fields of that name. */
  lengths: readonly string[] = NONE
  codings: readonly string[] = NONE
  hosts: readonly string[] = NONE
  upgrades: readonly string[] = NONE
  /** Indices of the fields that frame the body. */
  framing: readonly number[] = NONE
  /** The options of Connection, in lower case. */
  options: readonly string[] = NONE
  expectsContinue = false
  /** Indices of the fields that concern this connection only (RFC 9110 7.6.1), but for those that frame the body. */
  hops: readonly number[] = NONE

  constructor(fields: Fields) {
    for (let index = 0; index < fields.count; index++) {
      const kind = kindAt(fields, index)
      if (kind !== undefined && kind !== 'trailer') this.#note(kind, fields.value(index), index)
    }
    if (this.options.length > 0 && !this.options.every(isOrdinary)) this.hops = withNamed(fields, this)
  }

  #note(kind: FieldKind, value: string, index: number): void {
    if (kind === 'length' || kind === 'coding') this.framing = and(this.framing, index)
    if (kind === 'length') this.lengths = and(this.lengths, value)
    else if (kind === 'coding') this.codings = and(this.codings, value)
    else if (kind === 'host') this.hosts = and(this.hosts, value)
    else if (kind === 'expect') this.expectsContinue ||= value.toLowerCase() === '100-continue'
    else this.hops = and(this.hops, index)
    if (kind === 'upgrade') this.upgrades = and(this.upgrades, value)
    else if (kind === 'connection')
      this.options = this.options.length === 0 ? optionsIn(value) : [...this.options, ...optionsIn(value)]
  }
}

const NONE: readonly never[] = []

const withNamed = (fields: Fields, { options, hops }: Survey): readonly number[] => {
  const named = fields.list.flatMap(([name], index) =>
    options.includes(name.toLowerCase()) && mayBeNamed(kindOf(name)) && !hops.includes(index) ? [index] : [],
  )
  return [...hops, ...named].sort((a, b) => a - b)
}
