import * as v from 'valibot'
import { type Body, slices } from '../core/body.js'
import { type Exchange, onReply, onRequest } from '../core/exchange.js'
import { defineFault, type Tools } from '../core/fault.js'
import { byteRate, oneOf, shape } from '../core/options.js'
import { thinned } from '../core/thinned.js'

const WANTED = 'a rate of at least 1B/s'
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
    rate: v.pipe(
      byteRate,
      v.minValue(1, `expected ${WANTED}, found less`),
      v.description('bytes that are read over time'),
    ),
    direction: v.optional(
      v.pipe(oneOf(['up', 'down']), v.description('up: the client cannot send; down: the upstream cannot')),
      'up',
    ),
  }),
  examples: [{ rate: '8KiB/s' }, { rate: '64KiB/s', direction: 'down' }],
  stage: () => 'pace',
  draw: ({ rate, direction }) => ({ rate, direction }),
  grown: (dose, share) => ({ ...dose, rate: thinned(dose.rate, share) }),
  inject({ rate, direction }, tools) {
    if (direction === 'down') return onReply((body, exchange) => read(body, rate, exchange, tools))
    const slow = onRequest((body, exchange) => read(body, rate, exchange, tools))
    return (exchange, next) => {
      if (exchange.request.body === null) tools.missed('the request has no body')
      return slow(exchange, next)
    }
  },
})

/** What has been read is waited for before more is asked of the sender. */
async function* read(body: Body, rate: number, exchange: Exchange, tools: Tools): Body {
  const start = tools.clock.now()
  let bytes = 0
  try {
    for await (const chunk of body)
      for (const slice of slices(chunk, Math.max(1, Math.floor((rate * TICK_MS) / 1_000)))) {
        yield slice
        bytes += slice.length
        const due = start + (bytes / rate) * 1_000
        if (!tools.lifted.aborted && due > tools.clock.now()) await tools.wait(due - tools.clock.now(), exchange)
      }
  } finally {
    tools.acted({ bytes, ms: Math.round(tools.clock.now() - start) })
  }
}
