import net, { type LookupFunction } from 'node:net'
import tls from 'node:tls'
import { errorClass } from '../core/socket-error.js'
import { hostOf, portOf } from './address.js'
import type { Ending } from './http1/turn.js'
import type { UpstreamTls } from './rule.js'

/** Where a connection goes. */
export interface Destination {
  readonly base: URL
  /** Whose certificate is expected; no name is sent for an address (RFC 6066 3). */
  readonly servername: string
  readonly lookup?: LookupFunction
  readonly tls?: UpstreamTls
}

export interface Dialling {
  /** Another than its name has. */
  readonly address?: string
  /** What is offered by ALPN; http/1.1 when nothing is said. */
  readonly protocols?: readonly string[]
}

/** What a client sends in one read, and what comes right behind it, is one write. */
const ROOM = { writableHighWaterMark: 128 * 1024 }

/** A connection to an upstream; over TLS its certificate must be right, unless the experiment says otherwise. */
export const dialUpstream = (
  { base, servername, lookup, tls: own = {} }: Destination,
  onread: net.OnReadOpts | null,
  { address, protocols = ['http/1.1'] }: Dialling = {},
): net.Socket => {
  const at = {
    ...{ host: address ?? hostOf(base), port: portOf(base), allowHalfOpen: true, noDelay: true },
    ...ROOM,
    ...(lookup && { lookup }),
  }
  if (base.protocol !== 'https:') return net.connect({ ...at, ...(onread && { onread }) })
  const { verify = true, servername: name = servername, ...credentials } = own
  const raw = net.connect(at)
  const socket = tls.connect({
    ...{ socket: raw, host: at.host, allowHalfOpen: true, ...credentials },
    ...{ servername: net.isIP(name) === 0 ? name : '', ALPNProtocols: [...protocols], rejectUnauthorized: verify },
  })
  below.set(socket, raw)
  socket.once('error', error => {
    if (errorClass(error) === 'tls') error.message = `TLS with ${name || at.host}: ${error.message}`
  })
  return socket
}

/** A socket of TLS cannot send RST; the one below it can. */
const below = new WeakMap<net.Socket, net.Socket>()

/** Ends a connection to an upstream at once, by FIN or by RST. */
export const severUpstream = (socket: net.Socket, how: Ending): void => {
  if (how === 'reset' && !socket.connecting && !socket.destroyed) (below.get(socket) ?? socket).resetAndDestroy()
  else socket.destroy()
}

/**
 * An RST that comes with the last bytes is an end for Node, which reads no further then. But the kernel knows no peer any
 * more, as it does after a FIN, unless ours was sent too. Asked at the end, and never before: Node remembers the answer.
 */
export const wasReset = (socket: net.Socket): boolean => !socket.writableEnded && socket.remotePort === undefined
