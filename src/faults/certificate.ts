import * as v from 'valibot'
import { FLAWS } from '../core/connection.js'
import { defineFault } from '../core/fault.js'
import { oneOf, shape } from '../core/options.js'

export const certificate = defineFault({
  name: 'certificate',
  seen: 'a refused certificate, such as CERT_HAS_EXPIRED (curl 60)',
  peers: 'none in Toxiproxy, Envoy or WireMock',
  fallacy: 'The network is secure',
  summary:
    'Shows a certificate that is wrong in new TLS handshakes; a client that sends a request all the same is a finding.',
  protocols: ['http1', 'http2', 'websocket'],
  options: shape({ kind: v.pipe(oneOf(FLAWS), v.description('what is wrong with it')) }),
  examples: [{ kind: 'expired' }, { kind: 'wrongHost' }, { kind: 'selfSigned' }],
  stage: () => 'mutate',
  reach: () => 'handshake',
  needsAuthority: true,
  draw: ({ kind }) => ({ kind }),
  greet:
    ({ kind }, tools) =>
    async (newcomer, next) => {
      if (newcomer.offer?.isOurs !== true) {
        tools.missed("the proxy's certificate is the user's own: with tls: auto there can be something wrong with it")
        return next(newcomer)
      }
      const met = await next({ ...newcomer, offer: { ...newcomer.offer, flaw: kind } })
      tools.acted({ client: met === 'asked' ? 'sent a request' : met === 'left' ? 'left' : 'refused it' })
      if (met === 'asked')
        tools.found(`a client sent a request past a certificate that is wrong (${kind}): it does not verify`)
      return met
    },
})
