import type http from 'node:http'
import type { Body } from '../core/body.js'
import type { Reply } from '../core/exchange.js'
import { endToEnd, fromRaw, type HeaderList, hasHeader } from '../core/headers.js'

/** The upstream gave no (whole) reply; the message says why. */
export class UpstreamFailed extends Error {
  override readonly name = 'UpstreamFailed'
}

/** A reply whose body is pulled from node:http; `cause` says why it broke off, if we did it. */
export const replyOf = (response: http.IncomingMessage, cause: () => unknown): Reply => {
  const { statusCode = 0, statusMessage = '', rawHeaders } = response
  const all = fromRaw(rawHeaders)
  const headers = framed(all)
  const delimited = hasHeader(all, 'content-length') || hasHeader(all, 'transfer-encoding')
  return {
    status: statusCode,
    reason: statusMessage,
    headers: delimited || !mayHaveBody(response) ? headers : [...headers, ['Connection', 'close']],
    body: received(response, cause),
    trailers: () => fromRaw(response.rawTrailers),
  }
}

const mayHaveBody = ({ statusCode = 0 }: http.IncomingMessage) => statusCode !== 204 && statusCode !== 304

async function* received(response: http.IncomingMessage, cause: () => unknown): Body {
  try {
    for await (const chunk of response.iterator({ destroyOnReturn: false })) yield chunk
  } catch (error) {
    throw cause() ?? new UpstreamFailed(`the reply broke off: ${said(error)}`, { cause: error })
  }
  if (!response.complete) throw cause() ?? new UpstreamFailed('the reply broke off')
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
