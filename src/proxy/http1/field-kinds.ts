/** What a field is about; `hop`: this connection only, as `connection` and `upgrade`. */
export type FieldKind = 'length' | 'coding' | 'host' | 'upgrade' | 'expect' | 'connection' | 'hop' | 'trailer'

const KINDS: ReadonlyMap<string, FieldKind> = new Map([
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
  ['trailer', 'trailer'],
])
/** By length and first letter, whatever its case: most names have others than any of these, and are not looked up. */
const placeOf = (length: number, first: number) => length * 32 + (first & 31)
const LIKELY = new Uint8Array(32 * 32)
for (const name of KINDS.keys()) LIKELY[placeOf(name.length, name.charCodeAt(0))] = 1

/** False: a name of that length and first letter has no kind. */
export const isLikely = (length: number, first: number): boolean => LIKELY[placeOf(length, first)] === 1

/** The kind of a field, whatever the case of its name. */
export const kindOf = (name: string): FieldKind | undefined =>
  isLikely(name.length, name.charCodeAt(0)) ? KINDS.get(name.toLowerCase()) : undefined

/** The options of a Connection field, in lower case (RFC 9110 7.6.1). */
export const optionsIn = (value: string): readonly string[] => {
  const options = value.toLowerCase()
  if (ORDINARY.has(options)) return [options]
  return options
    .split(',')
    .map(option => option.trim())
    .filter(option => option !== '')
}

/** Whether an option names no field that would not be dropped anyway. */
export const isOrdinary = (option: string): boolean => ORDINARY.has(option)
const ORDINARY = new Set(['close', 'keep-alive', 'upgrade', 'te'])

/** Framing and routing are no sender's to call hop-by-hop: what goes on must stay the message that was judged. */
export const mayBeNamed = (kind: FieldKind | undefined): boolean =>
  kind !== 'length' && kind !== 'coding' && kind !== 'host'
