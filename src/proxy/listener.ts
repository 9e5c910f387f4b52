import net from 'node:net'
import { bind, refusePublic } from './bind.js'
import { boltOf } from './bolt.js'
import { openDoor, type ProxyDoor } from './door.js'
import { oneDestination } from './http1/destinations.js'
import { openHttp1 } from './http1/http1.js'
import { openPipeline, type Traffic } from './pipeline.js'
import type { Listening } from './plane.js'
import { receive } from './reception.js'
import type { AnyProxySpec, ProxySpec } from './rule.js'
import type { Authority } from './tls/authority.js'
import { type Certificates, ownCertificates } from './tls/certificates.js'
import { mistrust } from './tls/mistrust.js'
import { shakeHands } from './tls/shake-hands.js'
import { openTlsServers } from './tls/tls-servers.js'
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
  const http1 = openHttp1(oneDestination(spec.upstream, traffic.clock), openPipeline(spec, traffic), traffic.clock)
  const { id } = spec
  const { visits } = traffic
  const server = net.createServer({ allowHalfOpen: true, noDelay: true }, socket => {
    const visit = visits.at(socket, id)
    receive(visit, 'arrival', traffic, () => {
      if (secure === null) return http1.serve(socket, visit)
      secure(visit, secured => http1.serve(secured, visit))
      return
    })
  })
  const listening = await bind(server, spec).catch(async error => {
    await http1.close()
    throw error
  })
  const door = openDoor(id, visits, boltOf(server, listening, traffic))
  return {
    ...{ spec, listening, door },
    stop() {
      door.close()
      http1.stop()
    },
    async close() {
      await http1.close()
      await visits.close(id)
    },
  }
}

const certificatesOf = async (
  tls: NonNullable<ProxySpec['tls']>,
  authority: () => Promise<Authority>,
): Promise<Certificates> => (tls === 'auto' ? authority() : ownCertificates(tls))

/** Ends TLS on the connections of a listener. A client that names no host means the address that it came to. */
const securing = (spec: ProxySpec, traffic: Traffic, certificates: Certificates) => {
  const servers = openTlsServers(certificates)
  const warn = warner(spec.id, traffic.journal)
  const by = spec.tls === 'auto' ? 'authority' : 'user'
  return (visit: Visit, secured: (socket: net.Socket) => void) => {
    const host = visit.raw.localAddress?.replace(/^::ffff:/, '') ?? spec.listen.host
    const terms = { host, protocols: ['http/1.1'] }
    shakeHands(visit, { traffic, servers, terms, secured, failed: error => warn(mistrust(spec.id, error, by)) })
  }
}
