import * as v from 'valibot'
import { defineFault } from '../core/fault.js'
import { oneOf, shape, wholeNumber } from '../core/options.js'

export const inform = defineFault({
  name: 'inform',
  seen: '1xx replies before the real one; a good client does not notice',
  peers: 'none in Toxiproxy, Envoy or WireMock',
  fallacy: 'The network is homogeneous',
  summary: 'Sends informational replies before the final one, which clients have to read over.',
  protocols: ['http1', 'http2'],
  options: shape({
    status: v.optional(
      v.pipe(
        oneOf([100, 102, 103]),
        v.description('100: Continue, asked for or not; 102: Processing; 103: Early Hints'),
      ),
      103,
    ),
    count: v.optional(
      v.pipe(wholeNumber('a number of replies from 1 to 1000', 1, 1_000), v.description('how many there are')),
      1,
    ),
  }),
  examples: [{}, { status: 100, count: 3 }, { status: 102 }],
  stage: () => 'mutate',
  draw: ({ status, count }) => ({ status, count }),
  inject:
    ({ status, count }) =>
    async (exchange, next) => {
      const reply = await next(exchange)
      const extra = Array.from({ length: count }, () => ({ status, headers: [] }))
      return { ...reply, interim: [...(reply.interim ?? []), ...extra] }
    },
})
