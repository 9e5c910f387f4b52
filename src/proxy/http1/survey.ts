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
/** Most names have another length than any of these. */
const LENGTHS = [...KINDS.keys()].reduce((bits, { length }) => bits | (1 << length), 0)

const kindOf = (fields: Fields, index: number): Kind | undefined => {
  const length = fields.nameLength(index)
  return length < 32 && LENGTHS & (1 << length) ? KINDS.get(fields.name(index).toLowerCase()) : undefined
}

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
    if (this.options.some(option => !ORDINARY.has(option))) this.hops = withNamed(fields, this)
  }

  #note(kind: Kind, value: string, index: number): void {
    if (kind === 'length' || kind === 'coding') this.framing = [...this.framing, index]
    if (kind === 'length') this.lengths = [...this.lengths, value]
    else if (kind === 'coding') this.codings = [...this.codings, value]
    else if (kind === 'host') this.hosts = [...this.hosts, value]
    else if (kind === 'expect') this.expectsContinue ||= value.toLowerCase() === '100-continue'
    else this.hops = [...this.hops, index]
    if (kind === 'upgrade') this.upgrades = [...this.upgrades, value]
    else if (kind === 'connection') this.options = [...this.options, ...optionsIn(value)]
  }
}

const NONE: readonly never[] = []
/** Options that name no field which would not be dropped anyway. */
const ORDINARY = new Set(['close', 'keep-alive', 'upgrade', 'te'])

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
