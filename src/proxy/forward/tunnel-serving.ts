import type net from 'node:net'
import type { Http1 } from '../http1/http1.js'
import type { Http2 } from '../http2/http2.js'
import type { Traffic } from '../pipeline.js'
import { mistrust } from '../tls/mistrust.js'
import { shakeHands } from '../tls/shake-hands.js'
import type { TlsServers } from '../tls/tls-servers.js'
import { ALPN, versionOf } from '../version.js'
import type { Visit } from '../visit.js'
import { parseAuthority, type Target } from './target.js'
import type { Ways } from './ways.js'

export interface TunnelServing {
  visitOf(socket: net.Socket): Visit
  readonly traffic: Traffic
  readonly http1: Http1
  readonly http2: Http2
  readonly ways: Ways
  readonly servers: TlsServers
  warn(message: string): void
}

/** Serves the client's side of a tunnel that is looked into, plain or over TLS. */
export const openTunnelServing =
  ({ visitOf, traffic, http1, http2, ways, servers, warn }: TunnelServing) =>
  (socket: net.Socket, target: Target, spoken: 'tls' | 'http'): void => {
    const visit = visitOf(socket)
    if (spoken === 'http') {
      ways.fix(visit, target, { scheme: 'http', name: target.host })
      http1.serve(socket, visit)
      return
    }
    shakeHands(visit, {
      ...{ traffic, servers, terms: { host: target.host, protocols: ALPN, isOurs: true } },
      secured(secure) {
        const named = parseAuthority(secure.servername || '', 443)
        ways.fix(visit, target, { scheme: 'https', name: named?.host ?? target.host })
        const speaking = versionOf(secure) === 'http2' ? http2 : http1
        speaking.serve(secure, visit)
      },
      failed: error => warn(mistrust(target.host, error, 'authority')),
    })
  }
