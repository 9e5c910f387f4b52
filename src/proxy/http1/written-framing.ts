import type { Reply, Request } from '../../core/exchange.js'
import { type HeaderList, hasHeader, headerOf, hopByHop, withoutHeaders } from '../../core/headers.js'
import { type Framing, isBodiless, NO_BODY } from './framing.js'

/** A head's fields as they are written, and how the body behind them is framed. */
export interface Framed {
  readonly headers: HeaderList
  readonly framing: Framing
}

const CHUNKED: readonly [string, string] = ['Transfer-Encoding', 'chunked']

/** End-to-end fields, and the Transfer-Encoding, which tells how the body is framed. */
export const framedHeaders = (headers: HeaderList): HeaderList => {
  const hops = hopByHop(headers)
  return headers.filter(([name]) => {
    const lower = name.toLowerCase()
    return lower === 'transfer-encoding' || !hops.has(lower)
  })
}

const lengthFraming = (headers: HeaderList): Framing | null => {
  const length = headerOf(headers, 'content-length')
  if (length === undefined) return null
  if (!/^[0-9]{1,15}$/.test(length)) throw new Error(`Content-Length is no number: ${length}`)
  return { kind: 'length', length: Number(length) }
}

/** A request as it is sent: with a Content-Length, or chunked. */
export const framedRequest = ({ headers, body }: Request): Framed => {
  const list = framedHeaders(headers)
  if (body === null) return { headers: withoutHeaders(list, 'transfer-encoding', 'trailer'), framing: NO_BODY }
  if (hasHeader(list, 'transfer-encoding')) return { headers: list, framing: { kind: 'chunked' } }
  const framing = lengthFraming(list)
  return framing === null ? { headers: [...list, CHUNKED], framing: { kind: 'chunked' } } : { headers: list, framing }
}

/** A reply as it is sent: HTTP/1.0 knows no chunks, and gets a body without a length until the end of the connection. */
export const framedReply = ({ headers, status }: Reply, method: string, minor: number): Framed => {
  // What a 426 asks for is told in its Upgrade (RFC 9110 15.5.22).
  const asked = status === 426 ? headers.filter(([name]) => name.toLowerCase() === 'upgrade') : []
  const list = [...framedHeaders(headers), ...asked]
  const whole = minor === 1 ? list : withoutHeaders(list, 'transfer-encoding', 'trailer')
  if (isBodiless(status, method)) return { headers: whole, framing: NO_BODY }
  if (hasHeader(whole, 'transfer-encoding')) return { headers: whole, framing: { kind: 'chunked' } }
  const framing = lengthFraming(whole)
  if (framing !== null) return { headers: whole, framing }
  if (minor === 0 || asksClose(headers))
    return { headers: withoutHeaders(whole, 'trailer'), framing: { kind: 'close' } }
  return { headers: [...whole, CHUNKED], framing: { kind: 'chunked' } }
}

/** Whether a head says that its connection ends. */
export const asksClose = (headers: HeaderList): boolean =>
  (headerOf(headers, 'connection') ?? '')
    .toLowerCase()
    .split(',')
    .some(option => option.trim() === 'close')
