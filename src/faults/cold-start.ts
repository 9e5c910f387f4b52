import * as v from 'valibot'
import { defineFault, SCOPES } from '../core/fault.js'
import { duration, oneOf, shape, wholeNumber } from '../core/options.js'

export const coldStart = defineFault({
  name: 'coldStart',
  seen: 'slow first replies, quick ones after',
  peers: 'none in Toxiproxy, Envoy or WireMock',
  fallacy: 'Latency is zero',
  summary: 'Makes the first requests slow, at the start and again whenever there were none for a while.',
  protocols: ['http1', 'http2'],
  options: shape({
    add: v.pipe(duration, v.description('added to each of the first')),
    first: v.optional(v.pipe(wholeNumber('a number of requests, at least 1'), v.description('how many are slow')), 1),
    idle: v.optional(v.pipe(duration, v.description('time without a request after which it is cold again'))),
    scope: v.optional(v.pipe(oneOf(SCOPES), v.description('what gets warm')), 'route'),
  }),
  examples: [{ add: '3s' }, { add: '800ms', first: 5, idle: '30s' }],
  stage: () => 'delay',
  draw: ({ add, first, idle, scope }) => ({ addMs: add, first, idleMs: idle ?? null, scope }),
  grown: (dose, share) => ({ ...dose, addMs: Math.round(dose.addMs * share) }),
  delay:
    () =>
    ({ addMs, first, idleMs, scope }, tools) => {
      const now = tools.clock.now()
      const warmth = tools.state(scope, () => ({ served: 0, lastAt: now }))
      if (now - warmth.lastAt >= (idleMs ?? Number.POSITIVE_INFINITY)) warmth.served = 0
      warmth.lastAt = now
      if (++warmth.served <= first) return addMs
      tools.passed('it was warm')
      return null
    },
})
