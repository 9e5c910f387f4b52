import type net from 'node:net'
import type tls from 'node:tls'
import type { Http1 } from '../http1/http1.js'
import { nextConnection, type Traffic } from '../pipeline.js'
import { parseAuthority, type Target } from './target.js'
import type { TlsServers } from './tls-servers.js'
import type { Ways } from './ways.js'

export interface TunnelServing {
  readonly traffic: Traffic
  readonly http1: Http1
  readonly ways: Ways
  readonly servers: TlsServers
  warn(message: string): void
}

/** Serves the client's side of a tunnel that is looked into, plain or over TLS. */
export const openTunnelServing =
  ({ traffic, http1, ways, servers, warn }: TunnelServing) =>
  (socket: net.Socket, target: Target, spoken: 'tls' | 'http'): void => {
    const connection = nextConnection(traffic, clientOf(socket))
    if (spoken === 'http') {
      ways.fix(connection, target, { scheme: 'http', name: target.host })
      http1.serve(socket, socket, connection)
      socket.resume()
      return
    }
    servers.accept(socket, target.host, {
      secured(secure: tls.TLSSocket & { readonly servername?: string | false }) {
        const named = parseAuthority(secure.servername || '', 443)
        ways.fix(connection, target, { scheme: 'https', name: named?.host ?? target.host })
        http1.serve(secure, socket, connection)
      },
      failed(error) {
        warn(mistrust(target.host, error))
      },
    })
  }

/** The client's address. */
export const clientOf = ({ remoteAddress = '' }: net.Socket): string => remoteAddress.replace(/^::ffff:/, '')

const mistrust = (host: string, { message }: Error): string => {
  const why = /unknown ca|bad certificate|certificate unknown/.test(message)
    ? 'it does not trust the certificate authority of this proxy: see fallacy ca'
    : message
  return `a client gave up its TLS with ${host}: ${why}`
}
