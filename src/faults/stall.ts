import * as v from 'valibot'
import { defineFault } from '../core/fault.js'
import { atPoint, unfitShare } from '../core/moment.js'
import { duration, point, shape } from '../core/options.js'

export const stall = defineFault({
  name: 'stall',
  seen: 'a gap at a byte, then the rest; a client that limits gaps gives up (UND_ERR_BODY_TIMEOUT)',
  peers: 'Toxiproxy latency, for a while',
  fallacy: 'The network is reliable',
  summary: 'Pauses at a point and goes on afterwards; every byte is kept, in order.',
  protocols: ['http1', 'http2', 'websocket', 'tcp'],
  options: shape({
    at: v.optional(
      v.pipe(
        point,
        v.description('request: before it is forwarded; response: before the reply starts; or in its body'),
      ),
      'request',
    ),
    duration: v.optional(v.pipe(duration, v.description('how long; without it until the fault is lifted'))),
  }),
  examples: [{ at: 'response', duration: '5s' }, { at: '50%', duration: '2s' }, { at: '1KiB' }],
  stage: ({ at }) => (typeof at === 'string' ? 'delay' : 'pace'),
  unfit: ({ at }, protocol) => unfitShare(at, protocol),
  draw: ({ at, duration }) => ({ at, ms: duration ?? null }),
  grown: ({ ms, ...dose }, share) => (ms === null ? null : { ...dose, ms: Math.round(ms * share) }),
  inject: ({ at, ms }, tools) =>
    atPoint(at, tools, async (exchange, bytes) => {
      const start = tools.clock.now()
      try {
        await tools.wait(ms ?? Number.POSITIVE_INFINITY, exchange)
      } finally {
        tools.acted({ bytes, ms: Math.round(tools.clock.now() - start) })
      }
    }),
})
