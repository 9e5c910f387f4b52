import * as v from 'valibot'
import { dribbled } from '../core/dribble.js'
import { overlay, type Rewire } from '../core/exchange.js'
import { defineFault } from '../core/fault.js'
import { oneOf, shape } from '../core/options.js'
import { paceOption, thinned } from '../core/pace.js'
import { chained } from '../core/rewire.js'

/** Timers are no finer. */
const TICK_MS = 5

export const slowHeaders = defineFault({
  name: 'slowHeaders',
  seen: 'a head that takes its time: a client that limits heads gives up (UND_ERR_HEADERS_TIMEOUT)',
  peers: 'none in Toxiproxy, Envoy or WireMock',
  fallacy: 'Latency is zero',
  summary: 'Lets the head of a reply, or of a request, arrive a few bytes at a time; the body follows at once.',
  protocols: ['http1'],
  options: shape({
    rate: v.pipe(paceOption, v.description('bytes of the head over time')),
    side: v.optional(
      v.pipe(
        oneOf(['client', 'upstream']),
        v.description(
          'who waits for it: the client, for the head of the reply, or the upstream, for that of the request',
        ),
      ),
      'client',
    ),
  }),
  examples: [{ rate: '20B/s' }, { rate: '100B/s', side: 'upstream' }],
  stage: () => 'pace',
  draw: ({ rate, side }) => ({ rate, side }),
  grown: (dose, share) => ({ ...dose, rate: thinned(dose.rate, share) }),
  inject:
    ({ side }, tools, now) =>
    async (exchange, next) => {
      const dribble = { rate: () => now().rate, tickMs: TICK_MS }
      const slow: Rewire = ({ head, body }) => ({ head: dribbled(head, dribble, exchange, tools), body })
      if (side === 'client') {
        const reply = await next(exchange)
        return { ...reply, rewire: chained(reply.rewire, slow) }
      }
      const { request } = exchange
      return next({ ...exchange, request: overlay(request, { rewire: chained(request.rewire, slow) }) })
    },
})
