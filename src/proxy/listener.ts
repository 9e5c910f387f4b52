import http from 'node:http'
import type net from 'node:net'
import type { Duplex } from 'node:stream'
import { bind, refusePublic } from './bind.js'
import { type Client, clientOf } from './client.js'
import { openPipeline, type Traffic } from './pipeline.js'
import type { Listening } from './plane.js'
import type { ProxySpec } from './rule.js'
import { serve, type Way } from './serve.js'
import { tunnel } from './tunnel.js'
import { declineOthers, isWebSocket, serveWithoutUpgrade } from './upgrade.js'
import { openUpstream } from './upstream.js'

export interface Listener {
  readonly spec: ProxySpec
  readonly listening: Listening
  /** Takes no new connections and closes idle ones. */
  stop(): void
  /** Ends every connection; resolves when all are gone. */
  close(): Promise<void>
}

/** Longer than the limits of any client: what ends a connection is never this proxy. */
const LIMITS: http.ServerOptions = {
  keepAliveTimeout: 600_000,
  headersTimeout: 60_000,
  requestTimeout: 0,
  connectionsCheckingInterval: 5_000,
  maxHeaderSize: 256 * 1024,
}

/** The reverse listener of one proxy, with its upstream. Rejects with a UserError when it cannot bind. */
export const openListener = async (spec: ProxySpec, traffic: Traffic): Promise<Listener> => {
  refusePublic(spec)
  const upstream = openUpstream(spec.upstream)
  const way = { clock: traffic.clock, pipeline: openPipeline(spec, traffic), upstream }
  const clients = new Map<net.Socket, Client>()
  const server = serverFor(way, spec, clients)
  server.on('connection', socket => {
    if (clients.has(socket)) return
    clients.set(socket, clientOf(socket, traffic))
    socket.once('close', () => clients.delete(socket))
  })
  const listening = await bind(server, spec)
  return {
    ...{ spec, listening },
    stop() {
      server.close()
      server.closeIdleConnections()
    },
    async close() {
      const gone = [...clients.keys()].map(socket => new Promise(resolve => socket.once('close', resolve)))
      for (const socket of clients.keys()) socket.destroy()
      upstream.close()
      await Promise.all(gone)
    },
  }
}

const serverFor = (way: Way, { upstream }: ProxySpec, clients: ReadonlyMap<net.Socket, Client>): http.Server => {
  const server = http.createServer(LIMITS)
  server.maxHeadersCount = 0
  // Not in the typings, but kept since Node 0.6: without it a FIN after the request ends the reply.
  Object.assign(server, { httpAllowHalfOpen: true })
  declineOthers(server)
  const onRequest = (req: http.IncomingMessage, res: http.ServerResponse) => {
    const client = clients.get(req.socket)
    if (client === undefined) return
    client.heardAt = way.clock.now()
    void serve({ req, res, client }, way)
  }
  server.on('request', onRequest)
  server.on('checkContinue', onRequest)
  server.on('upgrade', (req, _, early) => {
    const client = clients.get(req.socket)
    if (client === undefined) req.socket.destroy()
    else if (isWebSocket(req)) void tunnel({ req, socket: client.socket, early }, client, way.pipeline, upstream)
    else serveWithoutUpgrade(server, req, client.socket, early)
  })
  server.on('connect', (_, socket) => socket.end(REFUSED_CONNECT))
  server.on('clientError', (error, socket) => refuseBadRequest(error, socket))
  return server
}

const REFUSED_CONNECT = [
  ...['HTTP/1.1 405 Method Not Allowed', 'Allow: GET, HEAD, POST, PUT, DELETE, OPTIONS, PATCH', 'Content-Length: 0'],
  ...['x-fallacy-error: this is a reverse proxy', 'Connection: close', '', ''],
].join('\r\n')

const refuseBadRequest = (error: NodeJS.ErrnoException, socket: Duplex): void => {
  const status = error.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request'
  if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy()
  socket.end(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`)
}
