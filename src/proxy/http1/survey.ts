import type { Fields } from './fields.js'

type Kind = 'length' | 'coding' | 'host' | 'upgrade' | 'expect' | 'connection' | 'hop'

const KINDS: ReadonlyMap<string, Kind> = new Map([
  ['content-length', 'length'],
  ['transfer-encoding', 'coding'],
  ['host', 'host'],
  ['upgrade', 'upgrade'],
  ['expect', 'expect'],
  ['connection', 'connection'],
  ['keep-alive', 'hop'],
  ['proxy-connection', 'hop'],
  ['proxy-authorization', 'hop'],
  ['te', 'hop'],
])
/** By length and first letter, whatever its case: most names have others than any of these, and are not cut out. */
const placeOf = (length: number, first: number) => length * 32 + (first & 31)
const LIKELY = new Uint8Array(32 * 32)
for (const name of KINDS.keys()) LIKELY[placeOf(name.length, name.charCodeAt(0))] = 1

const kindOf = (fields: Fields, index: number): Kind | undefined => {
  const place = placeOf(fields.nameLength(index), fields.text.charCodeAt(fields.start(index)))
  return LIKELY[place] === 1 ? KINDS.get(fields.name(index).toLowerCase()) : undefined
}

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
      const kind = kindOf(fields, index)
      if (kind !== undefined) this.#note(kind, fields.value(index), index)
    }
    if (this.options.length > 0 && !this.options.every(isOrdinary)) this.hops = withNamed(fields, this)
  }

  #note(kind: Kind, value: string, index: number): void {
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
/** Options that name no field which would not be dropped anyway. */
const ORDINARY = new Set(['close', 'keep-alive', 'upgrade', 'te'])

const isOrdinary = (option: string) => ORDINARY.has(option)

const optionsIn = (value: string): readonly string[] => {
  const options = value.toLowerCase()
  if (ORDINARY.has(options)) return [options]
  return options
    .split(',')
    .map(option => option.trim())
    .filter(option => option !== '')
}

/** Framing and routing are no sender's to call hop-by-hop: what goes on must stay the message that was judged. */
const KEPT: ReadonlySet<Kind | undefined> = new Set<Kind>(['length', 'coding', 'host'])

const withNamed = (fields: Fields, { options, hops }: Survey): readonly number[] => {
  const named = fields.list.flatMap(([name], index) =>
    options.includes(name.toLowerCase()) && !KEPT.has(kindOf(fields, index)) && !hops.includes(index) ? [index] : [],
  )
  return [...hops, ...named].sort((a, b) => a - b)
}
