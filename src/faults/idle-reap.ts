import * as v from 'valibot'
import { Cut } from '../core/exchange.js'
import { defineFault } from '../core/fault.js'
import { duration, oneOf, shape } from '../core/options.js'

export const idleReap = defineFault({
  name: 'idleReap',
  seen: 'the first request after a pause fails (ECONNRESET, socket hang up) or goes once more',
  peers: 'Envoy idle_timeout',
  fallacy: 'Topology does not change',
  summary: 'Ends connections that are idle for too long, as firewalls and load balancers do, with a word or without.',
  protocols: ['http1', 'http2'],
  options: shape({
    after: v.pipe(duration, v.description('without a request')),
    how: v.optional(
      v.pipe(
        oneOf(['close', 'reset', 'silent']),
        v.description('FIN, RST, or not at all: nothing is answered on it any more, until the fault is lifted'),
      ),
      'close',
    ),
  }),
  examples: [{ after: '5s' }, { after: '60s', how: 'silent' }, { after: '1s', how: 'reset' }],
  stage: () => 'endLate',
  reach: () => 'connection',
  draw: ({ after, how }) => ({ afterMs: after, how }),
  watch:
    ({ afterMs, how }, tools) =>
    async line => {
      for (let lull = await line.lull(); lull !== null; lull = await line.lull()) {
        const idle = await tools.wait(afterMs, lull).catch(() => 'busy')
        if (idle === false) break
        if (idle === 'busy') continue
        if (how !== 'silent') throw new Cut(how)
        line.mute()
        await tools.wait(Number.POSITIVE_INFINITY, line)
        throw new Cut('close')
      }
      tools.passed('the connection was never idle for so long')
    },
})
