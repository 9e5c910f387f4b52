import * as v from 'valibot'
import { bodyOf, drain } from '../core/body.js'
import { type Exchange, type Handler, overlay } from '../core/exchange.js'
import { defineFault, type Tools } from '../core/fault.js'
import { lengthOf } from '../core/moment.js'
import { duration, shape, wholeNumber } from '../core/options.js'
import { showSize } from '../core/units.js'
import { gather, WHOLE_LIMIT } from '../core/whole.js'

export const duplicate = defineFault({
  name: 'duplicate',
  seen: 'one reply as always; the upstream gets the request several times',
  peers: 'Envoy request_mirror_policies (its reply is not waited for)',
  fallacy: 'The network is reliable',
  summary: 'Sends the request several times; the client gets the answer to the first.',
  protocols: ['http1', 'http2'],
  holds: WHOLE_LIMIT,
  options: shape({
    copies: v.optional(
      v.pipe(wholeNumber('a number of requests from 2 to 10', 2, 10), v.description('how many requests there are')),
      2,
    ),
    gap: v.optional(v.pipe(duration, v.description('time between two of them; the reply waits for the last')), '0ms'),
  }),
  examples: [{}, { copies: 3, gap: '200ms' }],
  stage: () => 'mutate',
  draw: ({ copies, gap }) => ({ copies, gapMs: gap }),
  inject:
    ({ copies, gapMs }, tools) =>
    async (exchange, next) => {
      const { body } = exchange.request
      if (body === null) return repeat(copies, gapMs, tools)(exchange, next)
      if ((lengthOf(exchange.request.headers) ?? 0) > WHOLE_LIMIT) return single(exchange, next, tools)
      const gathered = await gather(body, WHOLE_LIMIT, tools.lifted)
      if (gathered.whole === null) return single(withBody(exchange, gathered.body), next, tools)
      const { whole } = gathered
      return repeat(copies, gapMs, tools)(exchange, here => next(withBody(here, bodyOf(whole))))
    },
})

const withBody = (exchange: Exchange, body: Exchange['request']['body']): Exchange => ({
  ...exchange,
  request: overlay(exchange.request, { body }),
})

const single = (exchange: Exchange, next: Handler, tools: Tools) => {
  tools.missed(`a body of more than ${showSize(WHOLE_LIMIT)} is not sent again`)
  return next(exchange)
}

/** The copies outlive the exchange: who sends twice does not take the second back when the first is answered. */
const repeat =
  (copies: number, gapMs: number, tools: Tools): ((exchange: Exchange, next: Handler) => ReturnType<Handler>) =>
  async (exchange, next) => {
    const first = next(exchange)
    // It is awaited below, but may reject before that.
    first.catch(() => {})
    let sent = 1
    while (sent < copies && (gapMs === 0 || (await tools.wait(gapMs, exchange)))) {
      if (tools.lifted.aborted) break
      next({ ...exchange, signal: tools.lifted }).then(
        ({ body }) => drain(body),
        () => {},
      )
      sent++
    }
    tools.acted({ sent })
    return first
  }
