import type net from 'node:net'
import tls from 'node:tls'
import type { TlsOffer } from '../../core/connection.js'
import { parseAuthority } from '../forward/target.js'
import type { Certificates } from './certificates.js'
import { ANY_CIPHERS } from './host-contexts.js'

/** Servers that end TLS in this process and never listen: one for all connections of the same terms. */
export interface TlsServers {
  /** Shakes hands. Tells of it by `secured` or `failed`, and of nothing when the client just leaves. */
  accept(raw: net.Socket, terms: Terms, then: Handshake): void
}

/** What a connection is offered, chosen anew for each. */
export interface Terms extends TlsOffer {
  /** The host it was made to: its certificate is shown unless the client names another (RFC 6066 3). */
  readonly host: string
}

export interface Handshake {
  secured(socket: tls.TLSSocket): void
  failed(error: Error): void
}

/** How many servers are held at once; beyond that the one not asked for longest is forgotten. */
const SERVERS = 1_000
const HANDSHAKE_MS = 15_000
/** A server is replaced this long before its certificate ends. */
const EARLY_MS = 3_600_000

export const openTlsServers = (certificates: Certificates): TlsServers => {
  const known = new Map<string, TermsServer>()
  /** By the client's end of the connection, which is the only thing that both its sockets say. */
  const pending = new Map<string, Handshake>()
  const serverFor = (terms: Terms) => {
    const name = JSON.stringify(terms)
    const found = known.get(name)
    known.delete(name)
    const entry =
      found !== undefined && found.until > certificates.now().getTime() ? found : serverOf(terms, certificates, pending)
    known.set(name, entry)
    const [oldest] = known.keys()
    if (known.size > SERVERS && oldest !== undefined) known.delete(oldest)
    return entry
  }
  return {
    accept(raw, terms, then) {
      const key = endOf(raw)
      pending.set(key, then)
      const shared = serverFor(terms)
      raw.once('close', () => {
        if (!pending.delete(key) || shared.lastError === null) return
        then.failed(shared.lastError)
        shared.lastError = null
      })
      // Whoever sends FIN in the middle of a handshake has left.
      raw.allowHalfOpen = false
      shared.server.emit('connection', raw)
    },
  }
}

const endOf = ({ remoteAddress, remotePort }: net.Socket): string => `${remoteAddress}|${remotePort}`

interface TermsServer {
  readonly server: tls.Server
  readonly until: number
  /** Why the last handshake failed, until its connection is closed: by then nothing else tells whose it was. */
  lastError: Error | null
}

const serverOf = (terms: Terms, certificates: Certificates, pending: Map<string, Handshake>): TermsServer => {
  const { host, protocols, flaw, isOurs: _, ...versions } = terms
  const { certificate, key, expires } = certificates.mint(host, flaw)
  const isOld = [versions.minVersion, versions.maxVersion].some(one => one === 'TLSv1' || one === 'TLSv1.1')
  const server = tls.createServer({
    ...{ cert: certificate, key, ...versions, ALPNProtocols: [...protocols], handshakeTimeout: HANDSHAKE_MS },
    ...(flaw !== undefined || isOld ? { ciphers: ANY_CIPHERS } : {}),
    SNICallback(name, done) {
      const named = parseAuthority(name, 443)
      if (named === null) return done(new Error('a client named no host'))
      done(null, named.host === host ? undefined : certificates.contextFor(named.host, flaw))
    },
  })
  server.on('secureConnection', socket => {
    const end = endOf(socket)
    const then = pending.get(end)
    pending.delete(end)
    try {
      then?.secured(Object.assign(socket, { allowHalfOpen: true }))
    } catch {
      // No client can end more than its own connection.
      socket.destroy()
    }
    if (then === undefined) socket.destroy()
  })
  const shared: TermsServer = { server, until: expires.getTime() - EARLY_MS, lastError: null }
  server.on('tlsClientError', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ECONNRESET') shared.lastError = error
  })
  return shared
}
