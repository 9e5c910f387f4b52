import { setMaxListeners } from 'node:events'
import net from 'node:net'
import type tls from 'node:tls'
import { openArrivals } from './arrivals.js'
import { bind, refusePublic } from './bind.js'
import { boltOf } from './bolt.js'
import { openDoor, type ProxyDoor } from './door.js'
import { openHttp } from './http.js'
import type { Traffic } from './pipeline.js'
import type { Listening } from './plane.js'
import type { AnyProxySpec, ProxySpec } from './rule.js'
import type { Authority } from './tls/authority.js'
import { type Certificates, ownCertificates } from './tls/certificates.js'
import { mistrust } from './tls/mistrust.js'
import { shakeHands } from './tls/shake-hands.js'
import { openTlsServers } from './tls/tls-servers.js'
import { ALPN, priorKnowledge, versionOf } from './version.js'
import type { Visit } from './visit.js'
import { warner } from './warner.js'

export interface Listener {
  readonly spec: AnyProxySpec
  readonly listening: Listening
  readonly door: ProxyDoor
  /** Takes no new connections and closes idle ones. */
  stop(): void
  /** Ends every connection; resolves when all are gone. */
  close(): Promise<void>
}

export interface ReverseSurroundings {
  readonly traffic: Traffic
  /** Asked for when the listener's certificates are to be our own. */
  readonly authority: () => Promise<Authority>
}

/** The reverse listener of one proxy, with its upstream. Rejects with a UserError when it cannot bind. */
export const openListener = async (spec: ProxySpec, { traffic, authority }: ReverseSurroundings): Promise<Listener> => {
  refusePublic(spec)
  const secure = spec.tls === undefined ? null : securing(spec, traffic, await certificatesOf(spec.tls, authority))
  const { clock, visits } = traffic
  const { id } = spec
  const closed = new AbortController()
  // Each client may wait for it.
  setMaxListeners(0, closed.signal)
  const http = await openHttp(spec, traffic)
  const serve = (socket: net.Socket, visit: Visit) => {
    if (secure !== null) secure(visit, secured => http[versionOf(secured)].serve(secured, visit))
    else if (spec.protocol !== 'h2c') http.http1.serve(socket, visit)
    else
      void priorKnowledge(socket, clock, closed.signal).then(speaks => {
        if (!socket.destroyed) http[speaks].serve(socket, visit)
      })
  }
  const arrive = openArrivals(spec, traffic)
  const server = net.createServer({ allowHalfOpen: true, noDelay: true }, socket =>
    arrive(socket, visit => serve(socket, visit)),
  )
  if (spec.upstreamTls?.verify === false) warner(id, traffic.journal)(UNVERIFIED)
  const listening = await bind(server, spec).catch(async error => {
    await http.close()
    throw error
  })
  const door = openDoor(id, visits, boltOf(server, { id, host: spec.listen.host, port: listening.port }, traffic))
  return {
    ...{ spec, listening, door },
    stop() {
      door.close()
      http.stop()
    },
    async close() {
      closed.abort()
      await http.close()
      await visits.close(id)
    },
  }
}

const UNVERIFIED = 'the certificate of its upstream is not verified (upstreamTls.verify: false)'

const certificatesOf = async (
  tls: NonNullable<ProxySpec['tls']>,
  authority: () => Promise<Authority>,
): Promise<Certificates> => (tls === 'auto' ? authority() : ownCertificates(tls))

/** Ends TLS on the connections of a listener. A client that names no host means the address that it came to. */
const securing = (spec: ProxySpec, traffic: Traffic, certificates: Certificates) => {
  const servers = openTlsServers(certificates)
  const warn = warner(spec.id, traffic.journal)
  const by = spec.tls === 'auto' ? 'authority' : 'user'
  return (visit: Visit, secured: (socket: tls.TLSSocket) => void) => {
    const host = visit.raw.localAddress?.replace(/^::ffff:/, '') ?? spec.listen.host
    const terms = { host, protocols: ALPN, isOurs: spec.tls === 'auto' }
    shakeHands(visit, { traffic, servers, terms, secured, failed: error => warn(mistrust(spec.id, error, by)) })
  }
}
