import * as v from 'valibot'
import { Cut } from '../core/exchange.js'
import { defineFault } from '../core/fault.js'
import { duration, oneOf, shape, wholeNumber } from '../core/options.js'

export const handshake = defineFault({
  name: 'handshake',
  seen: 'EPROTO with the alert, ECONNRESET, or a handshake that never ends (curl 35, 28)',
  peers: 'none in Toxiproxy, Envoy or WireMock',
  fallacy: 'The network is secure',
  summary: 'Breaks the TLS handshake of new connections, once the client has begun it.',
  protocols: ['http1', 'http2', 'websocket'],
  options: v.pipe(
    shape({
      action: v.pipe(
        oneOf(['alert', 'close', 'reset', 'stall', 'plaintext']),
        v.description('a fatal alert, FIN, RST, silence, or a reply in plain HTTP'),
      ),
      code: v.optional(
        v.pipe(
          wholeNumber('the number of an alert, from 0 to 255', 0, 255),
          v.description(
            'of the alert (RFC 8446 6), such as 40 handshake_failure, 70 protocol_version, 80 internal_error',
          ),
        ),
      ),
      duration: v.optional(
        v.pipe(duration, v.description('how long it stalls before it goes on; without it until the fault is lifted')),
      ),
    }),
    v.check(({ action, code }) => action === 'alert' || code === undefined, 'expected code with action: alert only'),
    v.check(
      ({ action, duration }) => action === 'stall' || duration === undefined,
      'expected duration with action: stall only',
    ),
  ),
  examples: [{ action: 'alert', code: 80 }, { action: 'reset' }, { action: 'stall', duration: '5s' }],
  stage: () => 'endEarly',
  reach: () => 'handshake',
  draw: ({ action, code, duration }) => ({
    ...{ action, code: action === 'alert' ? (code ?? HANDSHAKE_FAILURE) : null },
    ...(action === 'stall' && { ms: duration ?? null }),
  }),
  greet:
    ({ action, code, ms }, tools) =>
    async (newcomer, next) => {
      if (!(await newcomer.heard())) return 'left'
      if (action === 'stall') {
        await tools.wait(ms ?? Number.POSITIVE_INFINITY, newcomer)
        return next(newcomer)
      }
      if (action === 'plaintext') newcomer.say(PLAIN)
      if (code !== null) newcomer.say(fatal(code))
      throw new Cut(action === 'reset' ? 'reset' : 'close')
    },
})

const HANDSHAKE_FAILURE = 40
const PLAIN = Buffer.from('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')

/** A record of type alert, TLS 1.2 as all say, with a fatal one (RFC 8446 5.1 and 6). */
const fatal = (code: number): Uint8Array => Uint8Array.of(21, 3, 3, 0, 2, 2, code)
