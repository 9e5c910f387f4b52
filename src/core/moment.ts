import { afterBytes, type Body, closeBody } from './body.js'
import { type Exchange, type Middleware, type Protocol, type Reply, withBody } from './exchange.js'
import type { Tools } from './fault.js'
import { headerOf } from './headers.js'
import type { BodyPoint, Point } from './options.js'

/** What is done when `bytes` of the reply's body have passed; it throws to end the exchange there. Null: none came yet. */
export type Deed = (exchange: Exchange, bytes: number, reply: Reply | null) => Promise<void>

/** Does it once, when the exchange gets to the point; a reply that never gets there is a miss. */
export const atPoint = (point: Point, tools: Tools, deed: Deed): Middleware => {
  if (point === 'request')
    return async (exchange, next) => {
      await deed(exchange, 0, null)
      return next(exchange)
    }
  if (point === 'response')
    return async (exchange, next) => {
      const reply = await next(exchange)
      return held(reply, () => deed(exchange, 0, reply))
    }
  return async (exchange, next) => {
    const reply = await next(exchange)
    const bytes = bytesAt(point, reply, tools)
    return bytes === null
      ? reply
      : withBody(
          reply,
          reaching(reply.body, bytes, tools, () => deed(exchange, bytes, reply)),
        )
  }
}

/** The reply, once what holds it up is over; a reply that is given up is closed. */
export const held = async (reply: Reply, hold: () => Promise<void>): Promise<Reply> => {
  try {
    await hold()
    return reply
  } catch (error) {
    await closeBody(reply.body)
    throw error
  }
}

/** The point in bytes, rounded down; a share of an unknown length is a miss and null. */
export const bytesAt = (point: BodyPoint, { headers }: Pick<Reply, 'headers'>, tools: Tools): number | null => {
  if ('bytes' in point) return point.bytes
  const length = lengthOf(headers)
  if (length === null) tools.missed('a share of the body is unknown: there is no Content-Length')
  return length === null ? null : Math.floor(point.share * length)
}

/** The Content-Length, or null when there is none (RFC 9110 8.6). */
export const lengthOf = (headers: Reply['headers']): number | null => {
  const text = headerOf(headers, 'content-length') ?? ''
  return /^\d+$/.test(text) ? Number(text) : null
}

/** Why a share of the body can be no point on this protocol; null when it can, or when it is none. */
export const unfitShare = (point: Point, protocol: Protocol): string | null =>
  (protocol === 'tcp' || protocol === 'websocket') && typeof point !== 'string' && 'share' in point
    ? `expected a number of bytes, such as 500B, on ${protocol}: a share of what passes has no meaning while it passes`
    : null

/** Acts on bodies of one direction or of both; with `tools`, what goes up only has to be there. */
export const bothWays = (
  direction: 'up' | 'down' | 'both',
  up: Middleware,
  down: Middleware,
  tools?: Pick<Tools, 'missed'>,
): Middleware => {
  if (direction === 'down') return down
  if (direction === 'both') return (exchange, next) => up(exchange, here => down(here, next))
  return (exchange, next) => {
    if (exchange.request.body === null) tools?.missed('the request has no body')
    return up(exchange, next)
  }
}

/** Replies to HEAD, and 204 and 304, have none, whatever their Content-Length says (RFC 9110 6.4.1). */
export const hasBody = ({ request }: Exchange, { status }: Reply): boolean =>
  request.method !== 'HEAD' && status !== 204 && status !== 304

async function* reaching(body: Body, bytes: number, tools: Tools, deed: () => Promise<void>): Body {
  let reached = false
  yield* afterBytes(body, bytes, () => {
    reached = true
    return deed()
  })
  if (!reached) tools.missed(tooShort(bytes))
}

export const tooShort = (bytes: number): string => `the body ended before byte ${bytes}`
