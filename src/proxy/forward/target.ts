import { isIPv6 } from 'node:net'

/** Where a client wants to go; an IPv6 address without its brackets. */
export interface Target {
  readonly host: string
  readonly port: number
}

/** uri-host, without userinfo, and a port (RFC 9110 7.2); a name may end with a dot. */
const AUTHORITY = /^(?:\[([\da-f:.]+)\]|([\w-]+(?:\.[\w-]+)*)\.?)(?::(\d{1,5}))?$/i
const NAME_LIMIT = 253

/** Reads `host:port`, in one spelling for each host (`127.1` is 127.0.0.1); null when it names none, or no port. */
export const parseAuthority = (text: string, defaultPort = 0): Target | null => {
  const [, address, name = '', digits] = AUTHORITY.exec(text) ?? []
  const port = digits === undefined ? defaultPort : Number(digits)
  const host = address === undefined ? spelled(name) : spelledAddress(address)
  return host === null || port < 1 || port > 65_535 ? null : { host, port }
}

const spelledAddress = (address: string): string | null =>
  isIPv6(address) ? (spelled(`[${address}]`)?.slice(1, -1) ?? null) : null

const spelled = (host: string): string | null => {
  if (host === '' || host.length > NAME_LIMIT || !URL.canParse(`http://${host}`)) return null
  return new URL(`http://${host}`).hostname
}

/** The scheme and target of an absolute-form request-target (RFC 9112 3.2.2); null for any other. */
export const parseAbsolute = (requestTarget: string): { readonly scheme: 'http' | 'https'; target: Target } | null => {
  const [, secure, authority = ''] = /^http(s?):\/\/([^/?#]*)/i.exec(requestTarget) ?? []
  if (secure === undefined) return null
  const scheme = secure === '' ? 'http' : 'https'
  const target = parseAuthority(authority, scheme === 'http' ? 80 : 443)
  return target && { scheme, target }
}

/** `host:port`, as it is written. */
export const authorityOf = ({ host, port }: Target): string => `${isIPv6(host) ? `[${host}]` : host}:${port}`
