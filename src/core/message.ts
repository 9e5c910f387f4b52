import type { Body } from './body.js'
import { type Exchange, type Middleware, overlay, withBody } from './exchange.js'
import type { Tools } from './fault.js'
import type { HeaderList } from './headers.js'
import { hasBody } from './moment.js'

/** What requests and replies have in common. */
export interface Message {
  readonly headers: HeaderList
  readonly body: Body
}

export type Remake = (message: Message, exchange: Exchange) => Message | Promise<Message>

/** Passes the head and body of a request through `remake`; one without a body is a miss. */
export const remadeRequest =
  (remake: Remake, tools: Tools): Middleware =>
  async (exchange, next) => {
    const { headers, body } = exchange.request
    if (body !== null) {
      const made = await remake({ headers, body }, exchange)
      return next({ ...exchange, request: overlay(exchange.request, made) })
    }
    tools.missed('the request has no body')
    return next(exchange)
  }

/** Passes the head and body of a reply through `remake`; one that never has a body is a miss. */
export const remadeReply =
  (remake: Remake, tools: Tools): Middleware =>
  async (exchange, next) => {
    const reply = await next(exchange)
    if (!hasBody(exchange, reply)) {
      tools.missed('the reply has no body')
      return reply
    }
    const made = await remake(reply, exchange)
    return withBody({ ...reply, headers: made.headers }, made.body)
  }
