import { ending, endingPoint } from '../core/ending.js'
import { Cut } from '../core/exchange.js'
import { defineFault } from '../core/fault.js'
import { atPoint } from '../core/moment.js'
import { notYet, shape } from '../core/options.js'

export const close = defineFault({
  name: 'close',
  seen: 'ECONNRESET, socket hang up, curl 52 before the reply; aborted, terminated, curl 18 in its body',
  peers: 'WireMock EMPTY_RESPONSE',
  fallacy: 'The network is reliable',
  summary: "Ends the client's connection by FIN without a finished reply, after every byte before the point.",
  protocols: ['http1', 'http2', 'websocket', 'tcp'],
  options: shape({
    at: endingPoint,
    half: notYet('half'),
  }),
  examples: [{ at: 'request' }, { at: 'connect' }, { at: 'response' }, { at: '64KiB' }, { at: '50%' }],
  ...ending,
  draw: ({ at }) => ({ at }),
  greet: () => async () => {
    throw new Cut('close')
  },
  inject: ({ at }, tools) =>
    atPoint(at === 'connect' ? 'request' : at, tools, async (_, bytes) => {
      tools.acted({ bytes })
      throw new Cut('close')
    }),
})
