import type http from 'node:http'
import type { Body } from '../core/body.js'
import type { Reply } from '../core/exchange.js'
import { endToEnd, fromRaw, type HeaderList, hasHeader } from '../core/headers.js'

/** The upstream gave no (whole) reply; the message says why. */
export class UpstreamFailed extends Error {
  override readonly name = 'UpstreamFailed'
}

/** A reply whose body is pulled from node:http; `cause` says why it broke off, if we did it. */
export const replyOf = (response: http.IncomingMessage, method: string, cause: () => unknown = () => null): Reply => {
  const { statusCode: status = 0, statusMessage = '', rawHeaders, socket } = response
  const all = fromRaw(rawHeaders)
  const bodiless = method === 'HEAD' || status === 204 || status === 304
  const framing = hasHeader(all, 'content-length') || hasHeader(all, 'transfer-encoding')
  const untilEnd = !bodiless && !framing
  // node:http takes RST for a good end where only the end of the connection delimits a body.
  const broken = () => !response.complete || (untilEnd && socket.errored !== null)
  return {
    ...{ status, reason: statusMessage, trailers: () => fromRaw(response.rawTrailers) },
    headers: untilEnd ? [...framed(all), ['Connection', 'close']] : framed(all),
    body: received(response, broken, cause),
  }
}

async function* received(response: http.IncomingMessage, broken: () => boolean, cause: () => unknown): Body {
  try {
    for await (const chunk of response.iterator({ destroyOnReturn: false })) yield chunk
  } catch (error) {
    throw cause() ?? new UpstreamFailed(`the reply broke off: ${said(error)}`, { cause: error })
  }
  if (broken()) throw cause() ?? new UpstreamFailed('the reply broke off')
}

/** End-to-end fields and the Transfer-Encoding, which tells how the body is framed. */
export const framed = (headers: HeaderList): HeaderList => {
  const kept = new Set(endToEnd(headers))
  return headers.filter(field => kept.has(field) || field[0].toLowerCase() === 'transfer-encoding')
}

/** What an error says, or its code when it says nothing. */
export const said = (error: unknown): string =>
  error instanceof Error ? error.message || codeOf(error) : String(error)

export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
