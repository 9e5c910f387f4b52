/** Addresses of IP that begin with the same bits; all of them for a single one. */
export interface Network {
  readonly family: 'ipv4' | 'ipv6'
  readonly address: string
  readonly bits: number
}

const IPV4 = /^\d+\.\d+\.\d+\.\d+$/
/** No more than its letters. */
const IPV6 = /^[\da-f.]*:[\da-f:.]*$/i
const WIDTH = { ipv4: 32, ipv6: 128 } as const
const MAPPED_BITS = 96

/** An address of IP in its one spelling, with or without brackets; null for anything else, such as a name. */
export const parseAddress = (text: string): string | null => {
  const bare = text.replace(/^\[(.*)\]$/, '$1')
  if (IPV4.test(bare)) return spelled(bare) === bare ? bare : null
  const address = IPV6.test(bare) ? spelled(`[${bare}]`) : null
  return address && unmapped(address.slice(1, -1))
}

/** What the parser of URLs makes of it: Node's own pattern for IPv6 takes 8 ms to compile. */
const spelled = (host: string): string | null =>
  URL.canParse(`http://${host}/`) ? new URL(`http://${host}/`).hostname : null

/** Reads an address, or a network such as `10.0.0.0/8`; IPv4 within IPv6 is IPv4. Null for anything else. */
export const parseNetwork = (text: string): Network | null => {
  const [, written = '', digits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? []
  const address = parseAddress(written)
  if (address === null) return null
  const family = address.includes(':') ? 'ipv6' : 'ipv4'
  const before = family === 'ipv4' && written.includes(':') ? MAPPED_BITS : 0
  const bits = digits === undefined ? WIDTH[family] : Number(digits) - before
  return bits < 0 || bits > WIDTH[family] ? null : { family, address, bits }
}

/** An IPv4 address mapped into IPv6 (RFC 4291 2.5.5.2) as IPv4, whether its last part is dotted or in hex. */
export const unmapped = (address: string): string => {
  const [, dotted, high, low] = /^::ffff:(?:([\d.]+)|([\da-f]+):([\da-f]+))$/i.exec(address) ?? []
  if (dotted !== undefined) return dotted
  if (high === undefined || low === undefined) return address
  return [high, low].flatMap(part => [Number.parseInt(part, 16) >> 8, Number.parseInt(part, 16) & 255]).join('.')
}
