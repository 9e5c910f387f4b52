import type { Duplex } from 'node:stream'
import type { Pipeline, Traffic } from '../pipeline.js'
import { Channel } from '../tcp/channel.js'
import type { Visit } from '../visit.js'
import { WebSocketOpening } from '../websocket/websocket-opening.js'
import { Arrived } from './arrived.js'
import { openClients } from './clients.js'
import { Delayed } from './delayed.js'
import type { Destinations } from './destinations.js'
import { openDetours } from './detours.js'
import { Faulted } from './faulted.js'
import { NO_BODY } from './framing.js'
import type { FoundHead } from './head-buffer.js'
import { Relay } from './relay.js'
import type { ServerConnection } from './server-connection.js'
import type { Turn } from './turn.js'
import { upstreamOver } from './upstream-call.js'

/** HTTP/1.1 on sockets, from clients to their upstreams. */
export interface Http1 {
  /** Serves a connection that speaks HTTP/1.1 on its TCP socket or what lies on that, half-open allowed. */
  serve(socket: Duplex, visit: Visit): undefined
  /** Closes idle connections, and all others after their exchange. */
  stop(): void
  /** Ends every connection; resolves when all are gone. */
  close(): Promise<void>
}

export const openHttp1 = (
  destinations: Destinations,
  pipeline: Pipeline,
  { clock, isOurs }: Pick<Traffic, 'clock' | 'isOurs'>,
): Http1 => {
  const detours = openDetours({ clock, isOurs })
  const turnOf = (client: ServerConnection, found: FoundHead): Turn => {
    const request = new Arrived(found)
    const pool = destinations.poolFor(request, client.connection)
    const protocol = request.asksWebSocket ? 'websocket' : 'http1'
    const passage = pipeline({ protocol, connection: client.connection, request })
    if (passage.faulted && request.asksWebSocket)
      return new Channel(client, passage, new WebSocketOpening(request, passage, pool, detours), request)
    const relay = () => new Relay(client, passage, request, pool)
    const { waits } = passage
    if (waits !== null && request.framing === NO_BODY && !request.asksUpgrade && request.head.minor === 1)
      return new Delayed({ client, passage, request, waits }, relay)
    if (passage.faulted || request.head.minor === 0)
      return new Faulted(client, passage, request, upstreamOver(pool, detours))
    return relay()
  }
  const clients = openClients(clock, turnOf, () => {
    destinations.sweep()
    detours.sweep()
  })
  return {
    serve(socket, visit) {
      clients.add(socket, visit)
      socket.resume()
    },
    stop: clients.stop,
    async close() {
      const gone = clients.close()
      destinations.close()
      detours.close()
      await gone
    },
  }
}
