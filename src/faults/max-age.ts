import * as v from 'valibot'
import { defineFault } from '../core/fault.js'
import { withHeader } from '../core/headers.js'
import { duration, shape, wholeNumber } from '../core/options.js'

export const maxAge = defineFault({
  name: 'maxAge',
  seen: 'Connection: close at the limit, then a connection of its own anew',
  peers: 'Envoy max_connection_duration, max_requests_per_connection',
  fallacy: 'Topology does not change',
  summary: "Closes the client's connection with the reply that finds it too old, or with its nth.",
  protocols: ['http1', 'http2'],
  options: v.pipe(
    shape({
      time: v.optional(v.pipe(duration, v.description('since the first request on it that this fault saw'))),
      requests: v.optional(
        v.pipe(wholeNumber('a number of requests, at least 1'), v.description('how many it serves')),
      ),
    }),
    v.check(
      ({ time, requests }) => time !== undefined || requests !== undefined,
      'expected time, requests or both, found neither',
    ),
  ),
  examples: [{ requests: 100 }, { time: '30s' }],
  stage: () => 'mutate',
  draw: ({ time, requests }) => ({ timeMs: time ?? null, requests: requests ?? null }),
  inject({ timeMs, requests }, tools) {
    const life = tools.state('connection', () => ({ since: tools.clock.now(), served: 0 }))
    return async (exchange, next) => {
      const served = ++life.served
      const reply = await next(exchange)
      const ageMs = Math.round(tools.clock.now() - life.since)
      if (served < (requests ?? Number.POSITIVE_INFINITY) && ageMs < (timeMs ?? Number.POSITIVE_INFINITY)) {
        tools.passed('the connection is not at its limit')
        return reply
      }
      tools.acted({ served, ageMs })
      return { ...reply, headers: withHeader(reply.headers, 'Connection', 'close') }
    }
  },
})
