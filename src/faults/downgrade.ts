import * as v from 'valibot'
import type { Reply } from '../core/exchange.js'
import { defineFault } from '../core/fault.js'
import { withHeader, withoutHeaders } from '../core/headers.js'
import { oneOf, shape } from '../core/options.js'
import { chained, rewriteHead } from '../core/rewire.js'

export const downgrade = defineFault({
  name: 'downgrade',
  seen: 'an older version: no streams side by side, or a body whose end is that of the connection',
  peers: 'none in Toxiproxy, Envoy or WireMock',
  fallacy: 'The network is homogeneous',
  summary:
    'Speaks an older HTTP: the one before HTTP/2 on new connections over TLS, or the one before chunks in replies.',
  protocols: ['http1', 'http2'],
  options: shape({
    to: v.pipe(oneOf(['http1.1', 'http1.0']), v.description('http1.1: on listeners with TLS; http1.0: of every reply')),
  }),
  examples: [{ to: 'http1.0' }, { to: 'http1.1' }],
  stage: () => 'mutate',
  reach: ({ to }) => (to === 'http1.1' ? 'handshake' : 'exchange'),
  unfit: ({ to }, protocol) =>
    protocol === 'http2' && to === 'http1.0' ? 'expected to: http1.1 on http2, found to: http1.0' : null,
  draw: ({ to }) => ({ to }),
  greet: (_, tools) => async (newcomer, next) => {
    const { offer } = newcomer
    if (offer === null) return next(newcomer)
    const hello = await newcomer.hello()
    if (!offer.protocols.includes('h2')) tools.missed('the proxy offers no HTTP/2')
    else if (hello !== null && !hello.protocols.includes('h2')) tools.passed('the client asks for no HTTP/2')
    return next({ ...newcomer, offer: { ...offer, protocols: offer.protocols.filter(one => one !== 'h2') } })
  },
  inject: () => async (exchange, next) => asOld(await next(exchange)),
})

/** HTTP/1.0 has no chunks (RFC 9112 7.1): the end of the connection is that of the body. */
const asOld = (reply: Reply): Reply => ({
  ...reply,
  headers: withHeader(
    withoutHeaders(reply.headers, 'content-length', 'transfer-encoding', 'trailer'),
    'Connection',
    'close',
  ),
  rewire: chained(
    reply.rewire,
    rewriteHead(head => head.replace(/^HTTP\/1\.1/, 'HTTP/1.0')),
  ),
})
