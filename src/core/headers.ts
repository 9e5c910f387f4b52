/** Header fields in the order, case and repetition in which they came. */
export type HeaderList = readonly (readonly [name: string, value: string])[]

const same = (name: string) => {
  const wanted = name.toLowerCase()
  return (field: readonly [string, string]) => field[0].toLowerCase() === wanted
}

/** The first value of a field; names compare without case (RFC 9110 5.1). */
export const headerOf = (headers: HeaderList, name: string): string | undefined => headers.find(same(name))?.[1]

export const hasHeader = (headers: HeaderList, name: string): boolean => headers.some(same(name))

export const withoutHeaders = (headers: HeaderList, ...names: readonly string[]): HeaderList => {
  const unwanted = new Set(names.map(name => name.toLowerCase()))
  return headers.filter(([name]) => !unwanted.has(name.toLowerCase()))
}

/** Replaces every field of that name by one at the end. */
export const withHeader = (headers: HeaderList, name: string, value: string): HeaderList => [
  ...withoutHeaders(headers, name),
  [name, value],
]

/** The same fields with the length of another body; a message without a Content-Length stays without. */
export const withLength = (headers: HeaderList, bytes: number): HeaderList =>
  headers.map(([name, value]) => [name, same('content-length')([name, value]) ? String(bytes) : value])

/** Hop-by-hop fields of RFC 9110 7.6.1, to which those named by Connection are added. */
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authorization',
  'te',
  'transfer-encoding',
  'upgrade',
])

/** The fields that concern this connection only: RFC 9110 7.6.1 and whatever Connection names. */
export const hopByHop = (headers: HeaderList): ReadonlySet<string> => {
  const named = headers
    .filter(same('connection'))
    .flatMap(([, value]) => value.split(','))
    .map(name => name.trim().toLowerCase())
    .filter(name => name !== '')
  return named.length === 0 ? HOP_BY_HOP : new Set([...HOP_BY_HOP, ...named])
}

export const endToEnd = (headers: HeaderList): HeaderList => {
  const hops = hopByHop(headers)
  return headers.filter(([name]) => !hops.has(name.toLowerCase()))
}

/** Node's flat `[name, value, name, value, …]` as a list. */
export const fromRaw = (raw: readonly string[]): HeaderList => {
  const list: [string, string][] = []
  for (let at = 0; at + 1 < raw.length; at += 2) list.push([raw[at] ?? '', raw[at + 1] ?? ''])
  return list
}
