import * as v from 'valibot'
import { ending, endingPoint, pointOf, unfitEnding } from '../core/ending.js'
import { Cut } from '../core/exchange.js'
import { defineFault } from '../core/fault.js'
import { atPoint } from '../core/moment.js'
import { oneOf, shape } from '../core/options.js'

export const reset = defineFault({
  name: 'reset',
  seen: 'ECONNRESET, curl 56, after every byte before the point; with side: upstream FIN, as with close',
  peers: 'Toxiproxy reset_peer; WireMock CONNECTION_RESET_BY_PEER',
  fallacy: 'The network is reliable',
  summary:
    'Ends connections by RST: that of the client, that of the upstream or both, after every byte before the point.',
  protocols: ['http1', 'http2', 'websocket', 'tcp'],
  options: v.pipe(
    shape({
      at: endingPoint,
      side: v.optional(
        v.pipe(
          oneOf(['client', 'upstream', 'both']),
          v.description('whose connection; the other one ends by FIN, and over HTTP/2 all of its streams with it'),
        ),
        'client',
      ),
    }),
    v.check(
      ({ at, side }) => side === 'client' || (at !== 'connect' && at !== 'request'),
      ({ input }) =>
        `expected at: response or a place in the body with side: ${input.side}, found at: ${input.at}, when the upstream was not asked yet`,
    ),
  ),
  examples: [
    { at: 'request' },
    { at: 'connect' },
    { at: 'response' },
    { at: '500B' },
    { at: '50%' },
    { at: 'response', side: 'upstream' },
    { at: '1KiB', side: 'both' },
  ],
  ...ending('reset'),
  unfit: unfitEnding,
  draw: ({ at, side }) => ({ at, side }),
  inject: (dose, tools) =>
    atPoint(pointOf(dose), tools, async (_, bytes, reply) => {
      if (dose.side !== 'client') {
        if (reply?.sever === undefined) tools.missed('the reply is not of an upstream')
        reply?.sever?.('reset')
      }
      tools.acted({ bytes })
      throw new Cut(dose.side === 'upstream' ? 'close' : 'reset')
    }),
})
