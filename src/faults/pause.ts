import * as v from 'valibot'
import type { Body } from '../core/body.js'
import { type Exchange, onRequest, withBody } from '../core/exchange.js'
import { defineFault, SCOPES } from '../core/fault.js'
import { held } from '../core/moment.js'
import { duration, oneOf, shape } from '../core/options.js'

export const pause = defineFault({
  name: 'pause',
  seen: 'all connections stop at once, and go on at once',
  peers: 'Pumba pause, for all connections of a container',
  fallacy: 'Latency is zero',
  summary:
    'Freezes everything at once, again and again, as a garbage collection or a failover does; every byte is kept.',
  protocols: ['http1', 'http2', 'websocket', 'tcp'],
  options: v.pipe(
    shape({
      every: v.pipe(duration, v.description('from the start of one pause to that of the next')),
      for: v.pipe(duration, v.description('how long a pause lasts')),
      scope: v.optional(v.pipe(oneOf(SCOPES), v.description('what freezes together')), 'proxy'),
    }),
    v.check(({ every, for: ms }) => 0 < ms && ms < every, 'expected for to be more than 0ms and less than every'),
  ),
  examples: [
    { every: '10s', for: '2s' },
    { every: '500ms', for: '50ms', scope: 'connection' },
  ],
  stage: () => 'pace',
  draw: ({ every, for: ms, scope }) => ({ everyMs: every, forMs: ms, scope }),
  inject({ everyMs, forMs, scope }, tools) {
    const { clock } = tools
    const { startedAt } = tools.state(scope, () => ({ startedAt: clock.now() }))
    let pausedMs = 0
    /** The first pause begins with the first exchange. */
    const thaw = async (exchange: Exchange) => {
      const now = clock.now()
      const left = forMs - ((now - startedAt) % everyMs)
      if (left <= 0) return
      await tools.wait(left, exchange)
      pausedMs += clock.now() - now
    }
    async function* thawing(body: Body, exchange: Exchange): Body {
      for await (const chunk of body) {
        await thaw(exchange)
        yield chunk
      }
    }
    async function* told(body: Body): Body {
      try {
        yield* body
      } finally {
        if (pausedMs > 0) tools.acted({ ms: Math.round(pausedMs) })
        else tools.missed('no pause fell into it')
      }
    }
    return async (exchange, next) => {
      await thaw(exchange)
      const reply = await held(await onRequest(thawing)(exchange, next), () => thaw(exchange))
      return withBody(reply, told(thawing(reply.body, exchange)))
    }
  },
})
