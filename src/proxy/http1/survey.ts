import type { HeaderList } from '../../core/headers.js'

/** What the fields of a head say about its body and its connection. */
export interface Survey {
  /** The values of all fields of that name. */
  readonly lengths: readonly string[]
  readonly codings: readonly string[]
  readonly hosts: readonly string[]
  readonly upgrades: readonly string[]
  /** The options of Connection, in lower case. */
  readonly options: ReadonlySet<string>
  readonly expectsContinue: boolean
  /** Indices of the fields that concern this connection only (RFC 9110 7.6.1), but for those that frame the body. */
  readonly hops: readonly number[]
}

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
const LENGTHS = new Set([...KINDS.keys()].map(name => name.length))

const kindOf = (name: string): Kind | undefined =>
  LENGTHS.has(name.length) ? KINDS.get(name.toLowerCase()) : undefined

const NONE: readonly never[] = []
const NO_OPTIONS: ReadonlySet<string> = new Set()

export const survey = (fields: HeaderList): Survey => {
  const found: { -readonly [Key in keyof Survey]: Survey[Key] } = {
    ...{ lengths: NONE, codings: NONE, hosts: NONE, upgrades: NONE, hops: NONE },
    ...{ options: NO_OPTIONS, expectsContinue: false },
  }
  let index = 0
  for (const [name, value] of fields) {
    const kind = kindOf(name)
    if (kind === 'length') found.lengths = [...found.lengths, value]
    else if (kind === 'coding') found.codings = [...found.codings, value]
    else if (kind === 'host') found.hosts = [...found.hosts, value]
    else if (kind === 'expect') found.expectsContinue ||= value.toLowerCase() === '100-continue'
    else if (kind !== undefined) found.hops = [...found.hops, index]
    if (kind === 'upgrade') found.upgrades = [...found.upgrades, value]
    if (kind === 'connection') found.options = new Set([...found.options, ...optionsIn(value)])
    index++
  }
  if (found.options.size > 0) found.hops = withNamed(fields, found)
  return found
}

const optionsIn = (value: string): string[] =>
  value
    .toLowerCase()
    .split(',')
    .map(option => option.trim())
    .filter(option => option !== '')

/** Framing and routing are no sender's to call hop-by-hop: what goes on must stay the message that was judged. */
const KEPT: ReadonlySet<Kind | undefined> = new Set<Kind>(['length', 'coding', 'host'])

const withNamed = (fields: HeaderList, { options, hops }: Survey): readonly number[] => {
  const named = fields.flatMap(([name], index) =>
    options.has(name.toLowerCase()) && !KEPT.has(kindOf(name)) && !hops.includes(index) ? [index] : [],
  )
  return named.length === 0 ? hops : [...hops, ...named].sort((a, b) => a - b)
}
