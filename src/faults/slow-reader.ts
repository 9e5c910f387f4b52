import * as v from 'valibot'
import { dribbled } from '../core/dribble.js'
import { onReply, onRequest, type Reshape } from '../core/exchange.js'
import { defineFault } from '../core/fault.js'
import { bothWays } from '../core/moment.js'
import { oneOf, shape } from '../core/options.js'
import { paceOption, thinned } from '../core/pace.js'

/** What is read goes on before it is waited for: no more than this may go on at once. */
const TICK_MS = 100

export const slowReader = defineFault({
  name: 'slowReader',
  seen: 'writes that block: the body cannot be sent any faster',
  peers: 'none in Toxiproxy, Envoy or WireMock',
  fallacy: 'Bandwidth is infinite',
  summary: 'Reads the body of a request, or of a reply, so slowly that its sender cannot get rid of it.',
  protocols: ['http1', 'http2', 'tcp'],
  options: shape({
    rate: v.pipe(paceOption, v.description('bytes that are read over time')),
    direction: v.optional(
      v.pipe(oneOf(['up', 'down']), v.description('up: the client cannot send; down: the upstream cannot')),
      'up',
    ),
  }),
  examples: [{ rate: '8KiB/s' }, { rate: '64KiB/s', direction: 'down' }],
  stage: () => 'pace',
  draw: ({ rate, direction }) => ({ rate, direction }),
  grown: (dose, share) => ({ ...dose, rate: thinned(dose.rate, share) }),
  inject({ direction }, tools, now) {
    const slowly: Reshape = (body, exchange) =>
      dribbled(body, { rate: () => now().rate, tickMs: TICK_MS }, exchange, tools)
    return bothWays(direction, onRequest(slowly), onReply(slowly), tools)
  },
})
