import type net from 'node:net'
import tls from 'node:tls'
import type { Authority } from '../tls/authority.js'
import { parseAuthority } from './target.js'

/** Servers that end TLS in this process and never listen: one for each host, for clients that do not say which. */
export interface TlsServers {
  /**
   * Shakes hands on a connection that was made to this host, with the certificate of the host that the client names
   * (RFC 6066 3), or else of this one. Tells of it by `secured` or `failed`, and of nothing when the client just leaves.
   */
  accept(raw: net.Socket, host: string, then: Handshake): void
}

export interface Handshake {
  secured(socket: tls.TLSSocket): void
  failed(error: Error): void
}

/** How many hosts are held at once; beyond that the one not asked for longest is forgotten. */
const HOSTS = 1_000
const HANDSHAKE_MS = 15_000
/** A server is replaced this long before its certificate ends. */
const EARLY_MS = 3_600_000

export const openTlsServers = (authority: Authority): TlsServers => {
  const known = new Map<string, HostServer>()
  /** By the client's end of the connection, which is the only thing that both its sockets say. */
  const pending = new Map<string, Handshake>()
  const serverFor = (host: string) => {
    const found = known.get(host)
    known.delete(host)
    const entry =
      found !== undefined && found.until > authority.now().getTime() ? found : serverOf(host, authority, pending)
    known.set(host, entry)
    const [oldest] = known.keys()
    if (known.size > HOSTS && oldest !== undefined) known.delete(oldest)
    return entry
  }
  return {
    accept(raw, host, then) {
      const key = endOf(raw)
      pending.set(key, then)
      const shared = serverFor(host)
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

interface HostServer {
  readonly server: tls.Server
  readonly until: number
  /** Why the last handshake failed, until its connection is closed: by then nothing else tells whose it was. */
  lastError: Error | null
}

const serverOf = (host: string, authority: Authority, pending: Map<string, Handshake>): HostServer => {
  const { certificate, key, expires } = authority.mint(host)
  const server = tls.createServer({
    ...{ cert: certificate, key, ALPNProtocols: ['http/1.1'], handshakeTimeout: HANDSHAKE_MS },
    SNICallback(name, done) {
      const named = parseAuthority(name, 443)
      if (named === null) return done(new Error('a client named no host'))
      done(null, named.host === host ? undefined : authority.contextFor(named.host))
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
  const shared: HostServer = { server, until: expires.getTime() - EARLY_MS, lastError: null }
  server.on('tlsClientError', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ECONNRESET') shared.lastError = error
  })
  return shared
}
