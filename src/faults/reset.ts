import * as v from 'valibot'
import { ending, endingPoint } from '../core/ending.js'
import { Cut } from '../core/exchange.js'
import { defineFault } from '../core/fault.js'
import { atPoint } from '../core/moment.js'
import { oneOf, shape } from '../core/options.js'

export const reset = defineFault({
  name: 'reset',
  seen: 'ECONNRESET, curl 56, after every byte before the point',
  peers: 'Toxiproxy reset_peer; WireMock CONNECTION_RESET_BY_PEER',
  fallacy: 'The network is reliable',
  summary: "Ends the client's connection by RST, after every byte before the point was delivered.",
  protocols: ['http1', 'http2', 'websocket', 'tcp'],
  options: shape({
    at: endingPoint,
    side: v.optional(
      v.pipe(
        oneOf(['client'], text => text === 'upstream' || text === 'both'),
        v.description('whose connection'),
      ),
      'client',
    ),
  }),
  examples: [{ at: 'request' }, { at: 'connect' }, { at: 'response' }, { at: '500B' }, { at: '50%' }],
  ...ending,
  draw: ({ at }) => ({ at }),
  greet: () => async () => {
    throw new Cut('reset')
  },
  inject: ({ at }, tools) =>
    atPoint(at === 'connect' ? 'request' : at, tools, async (_, bytes) => {
      tools.acted({ bytes })
      throw new Cut('reset')
    }),
})
