import type { Detour } from '../../core/exchange.js'
import type { ServerConnection } from '../http1/server-connection.js'
import { type Begun, Tunnel } from '../http1/tunnel.js'
import type { UpstreamConnection } from '../http1/upstream-connection.js'
import type { Pipeline } from '../pipeline.js'
import { Channel } from './channel.js'
import { Conversation } from './conversation.js'
import { PlainOpening } from './opening.js'

/** What a client's bytes are carried through, and to whom. */
export interface Carriage {
  readonly pipeline: Pipeline
  /** `host:port` of the upstream, as the client or the file names it. */
  readonly authority: string
  /** Gives the connection to the upstream, or to where it goes instead; it may still be connecting. Called at most once. */
  dial(detour?: Detour): UpstreamConnection
}

/** Makes one exchange of a whole connection. Nothing is taken from the client before there is an upstream. */
export const carry = (client: ServerConnection, { pipeline, authority, dial }: Carriage): void => {
  const request = new Conversation(authority)
  const passage = pipeline({ protocol: 'tcp', connection: client.connection, request })
  const begun: Begun = {
    ...{ status: null, received: 0 },
    handOver(user, detour) {
      const upstream = dial(detour)
      upstream.use(user)
      const { socket } = upstream
      if (socket.connecting) {
        client.pause()
        socket.once('connect', () => client.resume())
      } else client.resume()
      return upstream
    },
  }
  client.become(
    passage.faulted
      ? new Channel(client, passage, new PlainOpening(begun), request)
      : new Tunnel(client, passage, begun, request),
  )
}

/** Where a connection is one exchange, nobody makes a second one on it. */
export const oneExchange = (): never => {
  throw new Error('a connection is one exchange')
}
