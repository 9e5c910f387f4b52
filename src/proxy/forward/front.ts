import type http from 'node:http'
import net from 'node:net'
import type { Duplex } from 'node:stream'
import { UserError } from '../../core/problem.js'

export interface FrontPlace {
  readonly host: string
  readonly port: number
  /** Where the authority is, in the library's layout. */
  readonly folder: string
}

/** A client asks for a tunnel; `early` came with the request. */
export type TunnelAsked = (authority: string, socket: net.Socket, early: Buffer) => void

/**
 * http-mitm-proxy as the door of a forward proxy: it listens, holds the certificate authority, and takes CONNECT. Its own
 * relaying, TLS servers, certificates, WebSockets and console are never reached. Rejects with the system's error when it
 * cannot listen.
 */
export const openFront = async ({ host, port, folder }: FrontPlace, asked: TunnelAsked): Promise<http.Server> => {
  const library = await import('http-mitm-proxy')
  let fail: (error: Error) => void = () => {}
  class Door extends library.Proxy {
    override _onHttpServerConnect(request: http.IncomingMessage, socket: Duplex, early: Buffer): void {
      if (socket instanceof net.Socket) asked(request.url ?? '', socket, early)
      else socket.destroy()
    }

    /** Requests do not come this way, but behind a CONNECT on the same connection, where they have no business. */
    override _onHttpServerRequest(_: boolean, __: http.IncomingMessage, response: http.ServerResponse): void {
      response.writeHead(400, { Connection: 'close' }).end()
    }

    override _onError(_: string, __: unknown, error: Error): void {
      fail(error)
    }
  }
  const door = new Door()
  await new Promise<void>((resolve, reject) => {
    fail = reject
    door.listen({ host, port, sslCaDir: folder }, error => (error ? reject(error) : resolve()))
  })
  const { httpServer: server, wsServer } = door
  if (server === undefined) throw new UserError('the proxy closed while it opened', { exit: 'environment' })
  // It only lets go of the server's upgrades and errors.
  wsServer?.close()
  server.removeAllListeners('upgrade')
  // Such as EMFILE on accept: it passes, and must not end the process.
  server.on('error', () => {})
  server.on('clientError', (_, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
    else socket.destroy()
  })
  return server
}
