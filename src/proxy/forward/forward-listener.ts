import { setMaxListeners } from 'node:events'
import net from 'node:net'
import type { Detour } from '../../core/exchange.js'
import { openArrivals } from '../arrivals.js'
import { boundAt, cannotBind, refusePublic } from '../bind.js'
import type { Bolt } from '../bolt.js'
import { detoured, type Endpoint, refuseOwn } from '../detour.js'
import { openDoor } from '../door.js'
import { openClients } from '../http1/clients.js'
import { openHttp1 } from '../http1/http1.js'
import { UpstreamConnection } from '../http1/upstream-connection.js'
import { openHttp2 } from '../http2/http2.js'
import type { Listener } from '../listener.js'
import { openPipeline, type Pipeline, type Traffic } from '../pipeline.js'
import type { ForwardSpec } from '../rule.js'
import { openSockets } from '../sockets.js'
import { carry, oneExchange } from '../tcp/carry.js'
import type { Authority } from '../tls/authority.js'
import { openTlsServers } from '../tls/tls-servers.js'
import { warner } from '../warner.js'
import { connect, type Tunnels } from './connect.js'
import { openEntry } from './entry.js'
import { openFront } from './front.js'
import { type Listens, openGuard } from './guard.js'
import { pagePassage } from './page.js'
import { openPolicy } from './policy.js'
import { authorityOf } from './target.js'
import { openTunnelServing } from './tunnel-serving.js'
import { openWays } from './ways.js'

export interface ForwardSurroundings {
  readonly traffic: Traffic
  readonly authority: Authority
  readonly listens: Listens
}

/** The listener of a proxy that goes where its clients ask. Rejects with a UserError when it cannot bind. */
export const openForwardListener = async (spec: ForwardSpec, around: ForwardSurroundings): Promise<Listener> => {
  refusePublic(spec)
  const { traffic, authority } = around
  const { clock } = traffic
  const guard = openGuard({ listens: around.listens, isExposed: spec.listen.clients !== undefined })
  const policy = openPolicy(spec, guard)
  const warn = warner(spec.id, traffic.journal)
  for (const [host, { verify }] of spec.upstreamTls)
    if (verify === false) warn(`the certificates of ${host} are not verified (upstreamTls.verify: false)`)
  const door = openDoor(spec.id, traffic.visits, NO_BOLT)
  const ways = openWays({ clock, policy, guard, door, refused: warn })
  const passages = openPipeline(spec, traffic)
  const facts = { id: spec.id, certificate: authority.certificate, fingerprint: authority.fingerprint }
  const pipeline: Pipeline = arrival => {
    if (ways.isForPage(arrival.request, arrival.connection)) return pagePassage(arrival, facts)
    const { protocol, connection, request } = arrival
    const origin = ways.originOf(connection)
    return passages(origin === undefined ? arrival : { protocol, connection, request, origin })
  }
  const http1 = openHttp1(ways, pipeline, traffic)
  const http2 = openHttp2({ clock, isOurs: traffic.isOurs, pipeline, destinations: ways, plain: 'http1' })
  const closed = new AbortController()
  // Each client may wait for it.
  setMaxListeners(0, closed.signal)
  const sockets = openSockets()
  const visitOf = (socket: net.Socket) => traffic.visits.at(socket, spec.id)
  const serve = openTunnelServing({ visitOf, traffic, ways, http1, http2, servers: openTlsServers(authority), warn })
  const clients = openClients(clock, oneExchange)
  /** The connection that was made for CONNECT is given up. */
  const elsewhere = (upstream: net.Socket, usual: Endpoint, detour: Detour) => {
    upstream.destroy()
    const socket = net.connect({ ...detoured(usual, detour), allowHalfOpen: true, noDelay: true })
    sockets.add(socket)
    return refuseOwn(socket, traffic.isOurs)
  }
  const tunnels: Tunnels = {
    ...{ clock, policy, guard, door, signal: closed.signal, serve, opened: sockets.add, refused: warn },
    carry(socket, upstream, target) {
      const client = clients.add(socket, visitOf(socket))
      const usual = { host: target.host, port: target.port }
      const dial = (detour?: Detour) =>
        new UpstreamConnection(() => (detour === undefined ? upstream : elsewhere(upstream, usual, detour)), forget)
      carry(client, { pipeline: passages, authority: authorityOf(target), dial })
    },
  }
  const server = await openFront({ ...spec.listen, folder: authority.folder }, (target, socket, early) => {
    if (early.length > 0) socket.unshift(early)
    void connect(tunnels, target, socket)
  }).catch(async error => {
    await Promise.all([http1.close(), http2.close(), clients.close()])
    throw cannotBind(error, spec.listen.host, spec.listen.port)
  })
  openEntry(server, {
    ...{ signal: closed.signal, opened: sockets.add, arrived: openArrivals(spec, traffic) },
    serve: socket => http1.serve(socket, visitOf(socket)),
  })
  return {
    ...{ spec, door, listening: boundAt(server, spec) },
    stop() {
      door.close()
      server.close()
      http1.stop()
      http2.stop()
      clients.stop()
    },
    async close() {
      closed.abort()
      await Promise.all([http1.close(), http2.close(), clients.close()])
      await sockets.close()
    },
  }
}

/** Connections of tunnels belong to `sockets`. */
const forget = () => {}
/** Clients still reach a proxy whose door is shut: it tells them that the hosts they name are not to be reached. */
const NO_BOLT: Bolt = { shut() {}, open() {} }
