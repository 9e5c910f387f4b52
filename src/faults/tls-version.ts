import * as v from 'valibot'
import { type ClientHello, TLS_VERSIONS, type TlsOffer, type TlsVersion } from '../core/connection.js'
import { defineFault } from '../core/fault.js'
import { oneOf, shape } from '../core/options.js'

const version = oneOf(TLS_VERSIONS)

export const tlsVersion = defineFault({
  name: 'tlsVersion',
  seen: 'the version that was negotiated, or an alert protocol_version (curl 35)',
  peers: 'none in Toxiproxy, Envoy or WireMock',
  fallacy: 'The network is secure',
  summary: 'Offers other versions of TLS, or other protocols on top of it, in new handshakes.',
  protocols: ['http1', 'http2', 'websocket'],
  options: v.pipe(
    shape({
      min: v.optional(v.pipe(version, v.description('the oldest that is spoken'))),
      max: v.optional(v.pipe(version, v.description('the newest that is spoken'))),
      alpn: v.optional(
        v.pipe(
          v.array(oneOf(['h2', 'http/1.1'])),
          v.description('the protocols that are offered, of those that the proxy speaks; none: as if it knew no ALPN'),
        ),
      ),
    }),
    v.check(
      ({ min, max, alpn }) => min !== undefined || max !== undefined || alpn !== undefined,
      'expected min, max or alpn, found none',
    ),
    v.check(
      ({ min = 'TLSv1', max = 'TLSv1.3' }) => TLS_VERSIONS.indexOf(min) <= TLS_VERSIONS.indexOf(max),
      'expected min not to be newer than max',
    ),
  ),
  examples: [{ max: 'TLSv1.2' }, { min: 'TLSv1.3' }, { max: 'TLSv1.1' }, { alpn: ['http/1.1'] }],
  stage: () => 'mutate',
  reach: () => 'handshake',
  draw: ({ min, max, alpn }) => ({ min: min ?? null, max: max ?? null, alpn: alpn ?? null }),
  greet:
    ({ min, max, alpn }, tools) =>
    async (newcomer, next) => {
      const { offer } = newcomer
      if (offer === null) return next(newcomer)
      const hello = await newcomer.hello()
      const protocols = alpn === null ? offer.protocols : offer.protocols.filter(one => alpn.some(name => name === one))
      const least = min ?? (max !== null && isOld(max) ? 'TLSv1' : null)
      const changed: TlsOffer = {
        ...{ ...offer, protocols },
        ...(least !== null && { minVersion: least }),
        ...(max !== null && { maxVersion: max }),
      }
      if (hello !== null && isSame(offer, changed, hello)) tools.passed('the client would have got the same')
      return next({ ...newcomer, offer: changed })
    },
})

/** Whether a client is given the same by both. */
const isSame = (one: TlsOffer, other: TlsOffer, hello: ClientHello): boolean =>
  JSON.stringify(given(one, hello)) === JSON.stringify(given(other, hello))

/** The newest version that both speak, and the protocol that the server likes best of those that the client names. */
const given = ({ protocols, minVersion = 'TLSv1.2', maxVersion = 'TLSv1.3' }: TlsOffer, hello: ClientHello) => {
  const spoken = TLS_VERSIONS.slice(TLS_VERSIONS.indexOf(minVersion), TLS_VERSIONS.indexOf(maxVersion) + 1)
  return [
    spoken.findLast(name => hello.versions.includes(name)),
    protocols.find(name => hello.protocols.includes(name)),
  ]
}

/** Older than what a server speaks that nobody tells otherwise. */
const isOld = (version: TlsVersion): boolean => TLS_VERSIONS.indexOf(version) < TLS_VERSIONS.indexOf('TLSv1.2')
