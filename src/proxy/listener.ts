import http from 'node:http'
import net from 'node:net'
import type { Duplex } from 'node:stream'
import { UserError } from '../core/problem.js'
import { holderOf } from './holder.js'
import { Departed, nextConnection, openPipeline, type Traffic } from './pipeline.js'
import type { Listening } from './plane.js'
import type { ProxySpec } from './rule.js'
import { type Client, serve } from './serve.js'
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

/** A FIN this soon after the request's end is a client that only sends no more; later it is one that has left. */
const HALF_CLOSE_MS = 25

/** The reverse listener of one proxy, with its upstream. Rejects with a UserError when it cannot bind. */
export const openListener = async (spec: ProxySpec, traffic: Traffic): Promise<Listener> => {
  refusePublic(spec)
  const pipeline = openPipeline(spec, traffic)
  const upstream = openUpstream(spec.upstream)
  const way = { clock: traffic.clock, pipeline, upstream }
  const clients = new Map<net.Socket, Client>()
  const server = http.createServer(LIMITS)
  server.maxHeadersCount = 0
  // Not in the typings, but kept since Node 0.6: without it a FIN after the request ends the reply.
  Object.assign(server, { httpAllowHalfOpen: true })
  const onRequest = (req: http.IncomingMessage, res: http.ServerResponse) => {
    const client = clients.get(req.socket)
    if (client === undefined) return
    client.heardAt = traffic.clock.now()
    void serve({ req, res, client }, way)
  }
  server.on('connection', socket =>
    clients.set(
      socket,
      clientOf(socket, traffic, () => clients.delete(socket)),
    ),
  )
  server.on('request', onRequest)
  server.on('checkContinue', onRequest)
  server.on('connect', (_, socket) => socket.end(REFUSED_CONNECT))
  server.on('clientError', (error, socket) => refuseBadRequest(error, socket))
  const listening = await bind(server, spec)
  // Such as EMFILE on accept: it passes, and must not end the process.
  server.on('error', () => {})
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

const REFUSED_CONNECT = [
  ...['HTTP/1.1 405 Method Not Allowed', 'Allow: GET, HEAD, POST, PUT, DELETE, OPTIONS, PATCH', 'Content-Length: 0'],
  ...['x-fallacy-error: this is a reverse proxy', 'Connection: close', '', ''],
].join('\r\n')

const clientOf = (socket: net.Socket, traffic: Traffic, gone: () => void): Client => {
  const connection = nextConnection(traffic, (socket.remoteAddress ?? '').replace(/^::ffff:/, ''))
  const client: Client = { connection, socket, passages: new Set(), heardAt: traffic.clock.now() }
  const leave = () => {
    for (const passage of [...client.passages]) passage.abort(new Departed('clientLeft'))
  }
  socket.on('error', () => {})
  socket.on('end', () => {
    if (client.passages.size === 0 || traffic.clock.now() - client.heardAt <= HALF_CLOSE_MS) return
    leave()
    socket.destroy()
  })
  socket.on('close', () => {
    gone()
    leave()
  })
  return client
}

const refuseBadRequest = (error: NodeJS.ErrnoException, socket: Duplex): void => {
  const status = error.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request'
  if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy()
  socket.end(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`)
}

/** A proxy that others on the network can use is not ours to open. */
const refusePublic = ({ id, listen: { host } }: ProxySpec): void => {
  if (host === 'localhost' || host === '::1' || (net.isIPv4(host) && host.startsWith('127.'))) return
  throw new UserError(`proxy ${id} would listen on ${host}, where other machines can reach it`, {
    exit: 'environment',
    hints: ['listen on 127.0.0.1 or [::1]'],
  })
}

const bind = (server: http.Server, { id, listen: { host, port } }: ProxySpec): Promise<Listening> =>
  new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) => reject(cannotBind(error, host, port))
    server.once('error', fail)
    server.listen({ host, port }, () => {
      server.off('error', fail)
      const address = server.address()
      const bound = typeof address === 'object' && address !== null ? address.port : port
      resolve({ id, host, port: bound, url: `http://${net.isIPv6(host) ? `[${host}]` : host}:${bound}` })
    })
  })

const cannotBind = (error: NodeJS.ErrnoException, host: string, port: number): UserError => {
  const address = `${host}:${port}`
  if (error.code !== 'EADDRINUSE')
    return new UserError(`cannot listen on ${address}: ${error.message}`, { exit: 'environment', cause: error })
  const pid = holderOf(port)
  return new UserError(`address ${address} is in use${pid === null ? '' : ` by process ${pid}`}`, {
    exit: 'environment',
    hints: ['stop what holds it, or listen on port 0 for a free one'],
    cause: error,
  })
}
