import { type Body, bodyOf, collect } from './body.js'
import { type Handler, type Middleware, overlay, type Rewire } from './exchange.js'
import { lengthOf } from './moment.js'

/** One rewire after the other that a message may have already. */
export const chained = (before: Rewire | undefined, rewire: Rewire): Rewire =>
  before === undefined ? rewire : wire => rewire(before(wire))

/** Another text for the head, CRLFs and all; its bytes are Latin-1. */
export const rewriteHead =
  (change: (head: string) => string): Rewire =>
  ({ head, body }) => ({ head: changed(head, change), body })

async function* changed(head: Body, change: (text: string) => string): Body {
  yield* bodyOf(Buffer.from(change((await collect(head)).toString('latin1')), 'latin1'))
}

/** The head's own Content-Length; the framing of the body does not follow. */
export const claimLength = (bytes: number): Rewire =>
  rewriteHead(head => head.replace(/^(content-length:[ \t]*)\d+/im, `$1${bytes}`))

/** One more line in the head, which ends with CRLF as its last but one. */
export const addLine = (line: string): Rewire => rewriteHead(head => head.replace(/\r\n$/, `${line}\r\n\r\n`))

/** The head says how long the body was, whatever it is now: only what is written of it, so its framing is right. */
export const keepingLength =
  (at: 'request' | 'response', change: Middleware): Middleware =>
  async (exchange, next) => {
    const before = at === 'request' ? lengthOf(exchange.request.headers) : null
    let replied: number | null = null
    const ask: Handler = async here => {
      const { request } = here
      const claimed =
        before === null ? request : overlay(request, { rewire: chained(request.rewire, claimLength(before)) })
      const reply = await next({ ...here, request: claimed })
      replied = at === 'response' ? lengthOf(reply.headers) : null
      return reply
    }
    const reply = await change(exchange, ask)
    return replied === null ? reply : { ...reply, rewire: chained(reply.rewire, claimLength(replied)) }
  }
