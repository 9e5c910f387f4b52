import * as v from 'valibot'
import { leavable } from '../core/deadline.js'
import { Cut, type Exchange } from '../core/exchange.js'
import { defineFault, SCOPES, type Tools } from '../core/fault.js'
import { oneOf, shape, wholeNumber } from '../core/options.js'
import { ownReply } from '../core/own-reply.js'
import { openSlots, type Slots } from '../core/slots.js'

export const concurrency = defineFault({
  name: 'concurrency',
  seen: 'longer waits under load, RST, or 503 with Retry-After',
  peers: 'Envoy circuit breaker max_requests',
  fallacy: 'Bandwidth is infinite',
  summary: 'Lets only so many requests be under way at once; one more waits, is cut off, or is answered 503.',
  protocols: ['http1', 'http2', 'tcp'],
  options: shape({
    max: v.pipe(
      wholeNumber('a number of requests, at least 1'),
      v.description('from the request to the end of its reply'),
    ),
    over: v.optional(
      v.pipe(oneOf(['queue', 'refuse', 503]), v.description('queue: it waits for its turn; refuse: RST')),
      'queue',
    ),
    scope: v.optional(v.pipe(oneOf(SCOPES), v.description('who shares the places')), 'route'),
  }),
  examples: [{ max: 5 }, { max: 20, over: 503, scope: 'proxy' }, { max: 1, over: 'refuse', scope: 'client' }],
  stage: () => 'answer',
  unfit: ({ over }, protocol) =>
    protocol === 'tcp' && over === 503 ? 'expected over: queue or refuse on tcp, where nothing is answered' : null,
  draw: ({ max, over, scope }) => ({ max, over, scope }),
  inject({ max, over, scope }, tools) {
    const slots = tools.state(scope, () => openSlots(max))
    return async (exchange, next) => {
      if (slots.take()) {
        exchange.signal.addEventListener('abort', slots.give, { once: true })
        tools.passed('there was a place')
        return next(exchange)
      }
      if (over === 503) return ownReply(503, 'too many requests are under way', [['Retry-After', '1']])
      if (over === 'refuse') throw new Cut('reset')
      await turnOf(slots, exchange, tools)
      return next(exchange)
    }
  },
})

/** Waits for a place, which is given back when the exchange ends; until the fault is lifted at most. */
const turnOf = async (slots: Slots, { signal }: Exchange, tools: Tools): Promise<void> => {
  const start = tools.clock.now()
  let leave: () => void = () => {}
  const turn = new Promise<void>(resolve => {
    leave = slots.queue(() => {
      leave = slots.give
      resolve()
    })
  })
  signal.addEventListener('abort', () => leave(), { once: true })
  try {
    await leavable(leavable(turn, signal), tools.lifted)
  } catch (error) {
    if (!tools.lifted.aborted) throw error
  } finally {
    tools.acted({ ms: Math.round(tools.clock.now() - start) })
  }
}
