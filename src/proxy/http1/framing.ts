import type { ReplyHead, RequestHead } from './head.js'
import { Refusal } from './refusal.js'
import type { Survey } from './survey.js'

/** How long a body is (RFC 9112 6.3): `close` is a reply's body that ends with its connection. */
export type Framing =
  | { readonly kind: 'length'; readonly length: number }
  | { readonly kind: 'chunked' }
  | { readonly kind: 'close' }

export const NO_BODY: Framing = { kind: 'length', length: 0 }
const CHUNKED: Framing = { kind: 'chunked' }
export const UNTIL_CLOSE: Framing = { kind: 'close' }

/** Throws a Refusal when the length is in doubt: such a message would be two different ones to two readers. */
export const requestFraming = (head: RequestHead, found: Survey): Framing => statedFraming(head, found) ?? NO_BODY

/** Throws a Refusal when the length is in doubt. */
export const replyFraming = (head: ReplyHead, found: Survey, method: string): Framing => {
  const stated = statedFraming(head, found)
  return isBodiless(head.status, method) ? NO_BODY : (stated ?? UNTIL_CLOSE)
}

const statedFraming = ({ minor, fields }: RequestHead | ReplyHead, found: Survey): Framing | null => {
  if (found.framing.some(index => fields.line(index).includes('\t')))
    throw new Refusal('there is no HTAB where a body is framed')
  return found.codings.length > 0 ? chunkedOnly(minor, found) : lengthOf(found)
}

/** Replies without a body, whatever their fields say (RFC 9112 6.3, rules 1 and 2). */
export const isBodiless = (status: number, method: string): boolean =>
  status < 200 || status === 204 || status === 304 || method === 'HEAD'

const chunkedOnly = (minor: number, { codings, lengths }: Survey): Framing => {
  if (lengths.length > 0) throw new Refusal('a message has Content-Length or Transfer-Encoding, not both')
  if (minor === 0) throw new Refusal('HTTP/1.0 has no Transfer-Encoding')
  const [coding = ''] = codings
  if (codings.length > 1) throw new Refusal('there is one Transfer-Encoding field')
  if (coding.toLowerCase() === 'chunked') return CHUNKED
  const known = /,[ \t]*chunked$/i.test(coding) && !/^chunked/i.test(coding)
  throw new Refusal('the only transfer coding is chunked', known ? 501 : 400)
}

const lengthOf = ({ lengths }: Survey): Framing | null => {
  const [length] = lengths
  if (length === undefined) return null
  if (lengths.length > 1) throw new Refusal('there is one Content-Length field')
  if (!/^[0-9]{1,15}$/.test(length)) throw new Refusal('a Content-Length is a number of digits')
  return length === '0' ? NO_BODY : { kind: 'length', length: Number(length) }
}

/** What a server must look at before it forwards a request (RFC 9112 3.2). Throws a Refusal. */
export const refuseMisaddressed = ({ method, target, minor }: RequestHead, { hosts }: Survey): void => {
  if (hosts.length > 1) throw new Refusal('there is one Host field')
  const [host] = hosts
  if (host === undefined && minor === 1) throw new Refusal('a request of HTTP/1.1 has a Host field')
  if (host !== undefined && !HOST.test(host)) throw new Refusal('a Host is a name or an address, and perhaps a port')
  if (method === 'CONNECT') throw new Refusal('a reverse proxy makes no tunnels', 405)
  const right = target.startsWith('/') || (target === '*' && method === 'OPTIONS') || ABSOLUTE.test(target)
  if (!right) throw new Refusal('a request-target is a path, or an absolute URI')
}

/** uri-host [ ":" port ] (RFC 9110 7.2). */
const AUTHORITY = "(?:\\[[0-9a-f:.]+\\]|[a-z0-9._~!$&'()*+,;=%-]+)(?::[0-9]*)?"
/** A Host may be empty, for a target without an authority. */
const HOST = new RegExp(`^(?:${AUTHORITY})?$`, 'i')
const ABSOLUTE = new RegExp(`^https?://${AUTHORITY}(?:[/?#]|$)`, 'i')
