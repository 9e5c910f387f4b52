import { overlay } from '../core/exchange.js'
import { defineFault } from '../core/fault.js'
import { headerOf, withHeader } from '../core/headers.js'
import { optionless } from '../core/optionless.js'
import { whyNotPlain } from '../core/whole.js'

export const noCompression = defineFault({
  name: 'noCompression',
  seen: 'replies without Content-Encoding, larger than before',
  peers: 'none in Toxiproxy, Envoy or WireMock',
  fallacy: 'Transport cost is zero',
  summary: 'Asks the upstream for replies that are not compressed, whatever the client accepts.',
  protocols: ['http1', 'http2'],
  ...optionless,
  stage: () => 'mutate',
  inject: (_, tools) => async (exchange, next) => {
    const { request } = exchange
    const accepted = headerOf(request.headers, 'accept-encoding') ?? 'identity'
    if (accepted.toLowerCase() === 'identity') tools.missed('the client accepts no compression')
    // Without the field any coding would be accepted (RFC 9110 12.5.3).
    const headers = withHeader(request.headers, 'Accept-Encoding', 'identity')
    const reply = await next({ ...exchange, request: overlay(request, { headers }) })
    if (whyNotPlain(reply.headers) !== null) tools.missed('the upstream compressed it all the same')
    return reply
  },
})
