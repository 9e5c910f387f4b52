import type tls from 'node:tls'
import type { Met } from '../../core/connection.js'
import type { Traffic } from '../pipeline.js'
import { receive, type Serve } from '../reception.js'
import type { Visit } from '../visit.js'
import type { Terms, TlsServers } from './tls-servers.js'

export interface Shaking {
  readonly traffic: Traffic
  readonly servers: TlsServers
  readonly terms: Terms
  secured(socket: tls.TLSSocket): void
  failed(error: Error): void
}

/** Begins TLS on a connection, through the faults that meet its handshake; what they bring about is nobody's failure. */
export const shakeHands = (visit: Visit, { traffic, servers, terms, secured, failed }: Shaking): void => {
  const { host, ...offer } = terms
  const serve: Serve = here =>
    new Promise<Met>(resolve => {
      servers.accept(
        visit.raw,
        { ...(here.offer ?? offer), host },
        {
          secured,
          failed(error) {
            if (here.offer === offer) failed(error)
            resolve({ failed: error.message })
          },
        },
      )
      void visit.asked().then(resolve)
    })
  receive(visit, 'handshake', traffic, serve, offer)
}
