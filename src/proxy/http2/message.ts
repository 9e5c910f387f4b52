import { type HeaderList, headerOf, hopByHop } from '../../core/headers.js'
import { STREAM_CODES } from '../../core/stream-code.js'
import { consistsOf, FIELD, TARGET, TOKEN } from '../http1/tokens.js'
import { StreamError } from './errors.js'

const PSEUDO = new Set([':method', ':scheme', ':authority', ':path'])
/** RFC 9113 8.2.2. */
const FORBIDDEN = new Set(['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade'])
/** RFC 3986 3.1. */
const SCHEME = /^[a-z][a-z0-9+.-]*$/i
const ALLOWED_TE = 'trailers'

export interface RequestHead {
  readonly method: string
  readonly scheme: string
  readonly authority: string | undefined
  readonly target: string
  /** Without pseudo-fields. */
  readonly headers: HeaderList
}

/** Reads a request's header list (RFC 9113 8.3.1). Throws a StreamError. */
export const requestHead = (list: HeaderList): RequestHead => {
  const { pseudo, headers } = split(list, PSEUDO)
  const [method, scheme, target] = [pseudo.get(':method'), pseudo.get(':scheme'), pseudo.get(':path')]
  const authority = pseudo.get(':authority') ?? headerOf(headers, 'host')
  if (method === 'CONNECT') throw new StreamError(STREAM_CODES.REFUSED_STREAM, 'no tunnels are made here')
  if (method === undefined || !consistsOf(method, TOKEN)) throw malformed('a request has a method')
  if (scheme === undefined || !SCHEME.test(scheme)) throw malformed('a request has a scheme')
  const isPath =
    target !== undefined &&
    consistsOf(target, TARGET) &&
    (target.startsWith('/') || (target === '*' && method === 'OPTIONS'))
  if (!isPath) throw malformed('a path begins with /')
  if (authority !== undefined && !/^[\w.~!$&'()*+,;=%:[\]-]*$/.test(authority))
    throw malformed('an authority is a host')
  return { method, scheme, authority, target, headers }
}

/** Reads a reply's header list. Throws a StreamError. */
export const replyHead = (list: HeaderList): { readonly status: number; readonly headers: HeaderList } => {
  const { pseudo, headers } = split(list, new Set([':status']))
  const status = pseudo.get(':status') ?? ''
  if (!/^[1-9]\d\d$/.test(status)) throw malformed('a status has three digits')
  return { status: Number(status), headers }
}

/** Throws a StreamError. */
export const trailersOf = (list: HeaderList): HeaderList => split(list, new Set()).headers

/** The Content-Length, or null. Throws a StreamError when it is none, or several. */
export const lengthOf = (headers: HeaderList): number | null => {
  const lengths = headers.filter(([name]) => name === 'content-length')
  const [length] = lengths
  if (length === undefined) return null
  if (lengths.length > 1 || !/^[0-9]{1,15}$/.test(length[1])) throw malformed('a Content-Length is one number')
  return Number(length[1])
}

/** End-to-end fields as HTTP/2 writes them. Throws an Error when a part has characters that none may have. */
export const written = (headers: HeaderList): HeaderList => {
  const hops = hopByHop(headers)
  return headers.flatMap(([name, value]) => {
    const lower = name.toLowerCase()
    const isTe = lower === 'te' && value.toLowerCase() === ALLOWED_TE
    if (hops.has(lower) && !isTe) return []
    if (!consistsOf(lower, TOKEN) || (value !== '' && !consistsOf(value, FIELD)))
      throw new Error(`no header field can be made of ${JSON.stringify(`${name}: ${value}`)}`)
    return [[lower, value] as const]
  })
}

const split = (list: HeaderList, known: ReadonlySet<string>) => {
  const pseudo = new Map<string, string>()
  const headers: (readonly [string, string])[] = []
  for (const [name, value] of list) {
    if (value !== '' && !consistsOf(value, FIELD)) throw malformed('a field value has no control characters')
    if (name.startsWith(':')) {
      if (!known.has(name) || pseudo.has(name) || headers.length > 0) throw malformed(`${name} is not expected here`)
      pseudo.set(name, value)
    } else {
      if (!consistsOf(name, TOKEN) || name !== name.toLowerCase())
        throw malformed('a field name is a token in lower case')
      const isOdd = FORBIDDEN.has(name) || (name === 'te' && value.toLowerCase() !== ALLOWED_TE)
      if (isOdd) throw malformed(`${name} concerns a connection of HTTP/1`)
      headers.push([name, value])
    }
  }
  return { pseudo, headers }
}

/** Only trailers come behind a head, and nothing behind them (RFC 9113 8.1). */
export const midway = () => malformed('trailers are the end of a message')

const malformed = (rule: string) => new StreamError(STREAM_CODES.PROTOCOL_ERROR, rule)
