import net from 'node:net'
import { bind, refusePublic } from './bind.js'
import { oneDestination } from './http1/destinations.js'
import { openHttp1 } from './http1/http1.js'
import { nextConnection, openPipeline, type Traffic } from './pipeline.js'
import type { Listening } from './plane.js'
import type { AnyProxySpec, ProxySpec } from './rule.js'

export interface Listener {
  readonly spec: AnyProxySpec
  readonly listening: Listening
  /** Takes no new connections and closes idle ones. */
  stop(): void
  /** Ends every connection; resolves when all are gone. */
  close(): Promise<void>
}

/** The reverse listener of one proxy, with its upstream. Rejects with a UserError when it cannot bind. */
export const openListener = async (spec: ProxySpec, traffic: Traffic): Promise<Listener> => {
  refusePublic(spec)
  const http1 = openHttp1(oneDestination(spec.upstream, traffic.clock), openPipeline(spec, traffic), traffic.clock)
  const server = net.createServer({ allowHalfOpen: true, noDelay: true }, socket =>
    http1.serve(socket, socket, nextConnection(traffic, (socket.remoteAddress ?? '').replace(/^::ffff:/, ''))),
  )
  const listening = await bind(server, spec).catch(async error => {
    await http1.close()
    throw error
  })
  return {
    ...{ spec, listening },
    stop() {
      server.close()
      http1.stop()
    },
    close: http1.close,
  }
}
