import net from 'node:net'
import type { Detour } from '../../core/exchange.js'
import { hostOf, portOf } from '../address.js'
import { openArrivals } from '../arrivals.js'
import { bind, refusePublic } from '../bind.js'
import { boltOf } from '../bolt.js'
import { detoured, refuseOwn } from '../detour.js'
import { openDoor } from '../door.js'
import { openClients } from '../http1/clients.js'
import { UpstreamConnection } from '../http1/upstream-connection.js'
import type { Listener } from '../listener.js'
import { openPipeline, type Traffic } from '../pipeline.js'
import type { TcpSpec } from '../rule.js'
import { carry, oneExchange } from './carry.js'

/** The listener of a proxy that passes on bytes, of whatever protocol. Rejects with a UserError when it cannot bind. */
export const openTcpListener = async (spec: TcpSpec, traffic: Traffic): Promise<Listener> => {
  refusePublic(spec)
  const { upstream } = spec
  const { visits } = traffic
  const usual = { host: hostOf(upstream), port: portOf(upstream) }
  const pipeline = openPipeline(spec, traffic)
  const upstreams = new Set<UpstreamConnection>()
  const clients = openClients(traffic.clock, oneExchange)
  const dial = (detour?: Detour) => {
    const at = { ...detoured(usual, detour), allowHalfOpen: true, noDelay: true }
    const connection = new UpstreamConnection(
      onread => (detour ? refuseOwn(net.connect({ ...at, onread }), traffic.isOurs) : net.connect({ ...at, onread })),
      gone => upstreams.delete(gone),
    )
    upstreams.add(connection)
    return connection
  }
  const arrive = openArrivals(spec, traffic)
  const server = net.createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true }, socket =>
    arrive(socket, visit => carry(clients.add(socket, visit), { pipeline, authority: upstream.host, dial })),
  )
  const close = async () => {
    const gone = clients.close()
    for (const connection of [...upstreams]) connection.destroy()
    await gone
    await visits.close(spec.id)
  }
  const listening = await bind(server, spec).catch(async error => {
    await close()
    throw error
  })
  const door = openDoor(
    spec.id,
    visits,
    boltOf(server, { id: spec.id, host: spec.listen.host, port: listening.port }, traffic),
  )
  return {
    ...{ spec, close, door, listening: { ...listening, url: listening.url.replace(/^http:/, 'tcp:') } },
    stop() {
      door.close()
      clients.stop()
    },
  }
}
