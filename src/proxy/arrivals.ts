import type net from 'node:net'
import { admissionOf } from './admission.js'
import { openIntake } from './intake.js'
import { unmapped } from './network.js'
import type { Traffic } from './pipeline.js'
import { receive } from './reception.js'
import type { ProxySpec } from './rule.js'
import type { Visit } from './visit.js'

/** Takes a connection that nothing has been read from, and gives it to who serves it. */
export type Arrivals = (socket: net.Socket, serve: (visit: Visit) => void) => void

/**
 * The way into a proxy, whatever it speaks: whoever may not connect finds the connection closed, before a byte; all
 * others meet the faults of arrivals. Only an address that others reach has anybody to refuse.
 */
export const openArrivals = ({ id, listen }: Pick<ProxySpec, 'id' | 'listen'>, traffic: Traffic): Arrivals => {
  const { clock, visits, strangers } = traffic
  const taken = openIntake(clock)
  const arrive: Arrivals = (socket, serve) => {
    const visit = visits.at(socket, id)
    taken(socket, () => receive(visit, 'arrival', traffic, () => void serve(visit)))
  }
  if (listen.clients === undefined) return arrive
  const admits = admissionOf(listen.clients)
  return (socket, serve) => {
    const { remoteAddress: client, localAddress: here } = socket
    if (client !== undefined && here !== undefined && admits(client, here)) return arrive(socket, serve)
    socket.destroy()
    // A client without an address has left by itself.
    if (client !== undefined) strangers.refused(id, unmapped(client))
  }
}
