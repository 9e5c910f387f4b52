import * as v from 'valibot'
import { defineFault } from '../core/fault.js'
import { oneOf, shape } from '../core/options.js'
import { streamCode } from '../core/stream-code-option.js'

export const goaway = defineFault({
  name: 'goaway',
  seen: 'GOAWAY, or Connection: close; what is under way ends well, what comes next needs a connection of its own',
  peers: 'Envoy drain; nginx keepalive_requests',
  fallacy: 'Topology does not change',
  summary: 'Tells the client that its connection takes no more requests, and closes it after those under way.',
  protocols: ['http1', 'http2'],
  options: shape({
    code: v.optional(streamCode, 'NO_ERROR'),
    last: v.optional(
      v.pipe(
        oneOf(['current', 'max']),
        v.description('the last stream that is served: the newest there is, or any (a notice)'),
      ),
      'current',
    ),
  }),
  examples: [{}, { last: 'max' }, { code: 'ENHANCE_YOUR_CALM' }],
  stage: () => 'mutate',
  draw: ({ code, last }) => ({ code, last }),
  inject:
    ({ code, last }) =>
    async (exchange, next) => ({ ...(await next(exchange)), farewell: { code, last } }),
})
