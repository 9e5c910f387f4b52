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
  protocols: ['http1', 'http2', 'websocket', 'tcp'],
  options: shape({
    after: v.pipe(duration, v.description('without a request; on a WebSocket or TCP without a byte')),
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
      let quietMs = 0
      let seen = -1
      for (let lull = await line.lull(); lull !== null; lull = await line.lull()) {
        if (line.bytes !== seen) quietMs = 0
        seen = line.bytes
        const idle = await tools.wait(afterMs / LOOKS, lull).catch(() => 'busy')
        if (idle === false) break
        quietMs = idle === 'busy' ? 0 : quietMs + afterMs / LOOKS
        if (quietMs < afterMs || line.bytes !== seen) continue
        if (how !== 'silent') throw new Cut(how)
        line.mute()
        await tools.wait(Number.POSITIVE_INFINITY, line)
        throw new Cut('close')
      }
      tools.passed('the connection was never idle for so long')
    },
})

/** How often it looks within its time: it is as late as that, never early. */
const LOOKS = 8
