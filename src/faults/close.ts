import * as v from 'valibot'
import { ending, endingPoint, pointOf, unfitEnding } from '../core/ending.js'
import { Cut, type Protocol } from '../core/exchange.js'
import { defineFault } from '../core/fault.js'
import { halfClosed } from '../core/half-close.js'
import { atPoint } from '../core/moment.js'
import { oneOf, shape } from '../core/options.js'

const HALVES = ['read', 'write'] as const

export const close = defineFault({
  name: 'close',
  seen: 'ECONNRESET, socket hang up, curl 52 before the reply; aborted, terminated, curl 18 in its body; with half: an end, while the other direction goes on',
  peers: 'WireMock EMPTY_RESPONSE',
  fallacy: 'The network is reliable',
  summary:
    "Ends the client's connection, or one direction of it, by FIN without a finished reply; loses what would come.",
  protocols: ['http1', 'http2', 'websocket', 'tcp'],
  options: v.pipe(
    shape({
      at: endingPoint,
      half: v.optional(
        v.pipe(
          oneOf(HALVES),
          v.description(
            'only one direction ends, what still comes in it is lost, and the other goes on: write: to the client; read: from the client, so that the upstream gets the FIN, and bytes of at count in what the client sends',
          ),
        ),
      ),
    }),
    v.check(
      ({ at, half }) =>
        half === undefined || typeof at !== 'string' || at === (half === 'read' ? 'request' : 'response'),
      ({ input }) =>
        `expected at: ${input.half === 'read' ? 'request' : 'response'} or a number of bytes with half: ${input.half}, found at: ${input.at}`,
    ),
  ),
  examples: [
    { at: 'request' },
    { at: 'connect' },
    { at: 'response' },
    { at: '64KiB' },
    { at: '50%' },
    { at: '4KiB', half: 'write' },
    { half: 'read' },
  ],
  ...ending('close'),
  unfit: (options, protocol) => unfitEnding(options, protocol) ?? unfitHalf(options, protocol),
  draw: ({ at, half }) => ({ at, half: half ?? null }),
  inject: (dose, tools) =>
    dose.half === null
      ? atPoint(pointOf(dose), tools, async (_, bytes) => {
          tools.acted({ bytes })
          throw new Cut('close')
        })
      : halfClosed(dose.half, typeof dose.at === 'string' || !('bytes' in dose.at) ? 0 : dose.at.bytes, tools),
})

const unfitHalf = ({ half }: { readonly half?: string | undefined }, protocol: Protocol): string | null =>
  half !== undefined && protocol.startsWith('http')
    ? `expected no half on ${protocol}: its exchanges need both directions, those of websocket and tcp do not`
    : null
