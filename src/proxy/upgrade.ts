import type http from 'node:http'
import type net from 'node:net'
import { fromRaw, hopByHop } from '../core/headers.js'
import { originForm } from './match.js'

export const isWebSocket = (req: http.IncomingMessage): boolean => /^websocket$/i.test(req.headers.upgrade ?? '')

/**
 * Declines an upgrade that is not ours to make (h2c and the like): the request is served as if it had not asked
 * (RFC 9110 7.8). Where node:http cannot be told beforehand, the connection is handed in again with the head rewritten.
 */
export const declineOthers = (server: http.Server): void => {
  // A property of Node 24, and of 22 from 22.21 on.
  if ('shouldUpgradeCallback' in server) Object.assign(server, { shouldUpgradeCallback: isWebSocket })
}

export const serveWithoutUpgrade = (
  server: http.Server,
  req: http.IncomingMessage,
  socket: net.Socket,
  early: Buffer,
) => {
  const headers = fromRaw(req.rawHeaders)
  const hops = hopByHop(headers)
  const kept = headers.filter(([name]) => name.toLowerCase() === 'transfer-encoding' || !hops.has(name.toLowerCase()))
  const lines = [
    `${req.method} ${originForm(req.url ?? '/')} HTTP/1.1`,
    ...kept.map(([name, value]) => `${name}: ${value}`),
  ]
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), early]))
  server.emit('connection', socket)
  socket.resume()
}
