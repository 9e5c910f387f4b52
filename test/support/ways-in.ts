import { once } from 'node:events'
import net from 'node:net'
import { type H2Client, h2Client } from './h2.js'
import { type RawPeer, rawPeer } from './raw-peer.js'
import { secured, tunnelTo } from './tunnel.js'

/** The ways into a forward proxy on which HTTP/1.1 is spoken, and all of them. */
export const TEXT_WAYS = ['absolute', 'tunnel', 'tls'] as const
export const WAYS_IN = [...TEXT_WAYS, 'h2'] as const
export type TextWay = (typeof TEXT_WAYS)[number]
export type WayIn = (typeof WAYS_IN)[number]

/** A forward proxy that is listening. */
export interface Front {
  readonly port: number
  readonly authority: { readonly certificate: string }
}

/** A connection on which HTTP/1.1 is spoken with a host. */
export interface TextWayIn extends RawPeer {
  /** The connection below TLS. */
  readonly raw: net.Socket
  /** What names a path in a request-target. */
  targetOf(path: string): string
}

export const openText = async ({ port, authority }: Front, way: TextWay, host = 'a.test'): Promise<TextWayIn> => {
  const raw = way === 'absolute' ? await connected(port) : await tunnelTo(port, `${host}:443`)
  const socket = way === 'tls' ? await secured(raw, trusting(authority, host)) : raw
  const peer = rawPeer(socket)
  socket.resume()
  raw.on('error', () => {})
  const added = { raw, targetOf: (path: string) => (way === 'absolute' ? `http://${host}${path}` : path) }
  // What was there, which has getters, and what is added.
  return Object.defineProperties(peer, Object.getOwnPropertyDescriptors(added)) as TextWayIn
}

const connected = async (port: number): Promise<net.Socket> => {
  const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true })
  await once(socket, 'connect')
  return socket
}

export interface H2WayIn extends H2Client {
  readonly raw: net.Socket
}

/** A client of HTTP/2 in a tunnel to `a.test`, and the connection below it. */
export const openH2 = async ({ port, authority }: Front): Promise<H2WayIn> => {
  const raw = await tunnelTo(port, 'a.test:443')
  const socket = await secured(raw, { ...trusting(authority, 'a.test'), ALPNProtocols: ['h2'] })
  raw.on('error', () => {})
  const client = h2Client('https://a.test', { createConnection: () => socket })
  // What was there, which has getters, and what is added.
  return Object.defineProperties(client, { raw: { value: raw } }) as H2WayIn
}

const trusting = ({ certificate }: Front['authority'], servername: string) => ({ servername, ca: certificate })
