import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import net from 'node:net'
import type tls from 'node:tls'
import { type ClientOptions, WebSocket, WebSocketServer } from 'ws'
import type { BoundFault } from '../../src/core/bound-fault.js'
import { httpOrigin } from './origin.js'
import { testAuthority } from './test-authority.js'
import { secured, tunnelTo } from './tunnel.js'
import { withForward } from './with-forward.js'
import { withProxy } from './with-proxy.js'

/** How a WebSocket over TLS of ours reaches its server: through a forward proxy that looks into it, or a listener of TLS. */
export const FACES = ['forward', 'reverse'] as const
export type Face = (typeof FACES)[number]

/** A server of WebSockets that sends back what it is sent, behind TLS of ours. */
export interface SecureChat extends AsyncDisposable {
  /** The server's side of every WebSocket so far, and what was asked. */
  readonly served: readonly { readonly socket: WebSocket; readonly asked: IncomingMessage }[]
  readonly accepted: number
  /** Codes of the errors that the connections of clients met. */
  readonly errors: readonly string[]
  readonly open: number
  inject(fault: BoundFault): () => void
  /** A client that is about to shake hands. */
  dial(protocols?: readonly string[], options?: ClientOptions): Promise<WebSocket>
  /** One that has. */
  opened(protocols?: readonly string[], options?: ClientOptions): Promise<WebSocket>
}

export const secureChat = async (face: Face): Promise<SecureChat> => {
  const origin = await httpOrigin()
  const served: { socket: WebSocket; asked: IncomingMessage }[] = []
  const handleProtocols = (names: Set<string>) => [...names].at(-1) ?? false
  const server = new WebSocketServer({ server: origin.server, perMessageDeflate: { threshold: 0 }, handleProtocols })
  server.on('connection', (socket, asked) => {
    served.push({ socket, asked })
    socket.on('error', () => {})
    socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }))
  })
  const front = face === 'forward' ? await forward(origin.url) : await reverse(origin.url)
  const errors: string[] = []
  const dial: SecureChat['dial'] = async (protocols = [], options = {}) => {
    const secure = await front.connect()
    secure.on('error', error => errors.push('code' in error ? String(error.code) : error.message))
    const way = { perMessageDeflate: false, ...options, createConnection: () => secure }
    return new WebSocket('wss://chat.test/', [...protocols], way).on('error', () => {})
  }
  return {
    ...{ served, errors, dial, inject: front.inject },
    get accepted() {
      return origin.accepted
    },
    get open() {
      return origin.open
    },
    async opened(protocols, options) {
      const socket = await dial(protocols, options)
      await once(socket, 'open')
      return socket
    },
    async [Symbol.asyncDispose]() {
      await front[Symbol.asyncDispose]()
      await origin[Symbol.asyncDispose]()
    },
  }
}

interface FaceOfChat extends AsyncDisposable {
  connect(): Promise<tls.TLSSocket>
  inject(fault: BoundFault): () => void
}

const forward = async (upstream: URL): Promise<FaceOfChat> => {
  const proxy = await withForward({ map: new Map([['chat.test', upstream]]) })
  const trust = { servername: 'chat.test', ca: proxy.authority.certificate }
  return {
    connect: async () => secured(await tunnelTo(proxy.port, 'chat.test:443'), trust),
    inject: fault => proxy.inject(fault),
    [Symbol.asyncDispose]: () => proxy[Symbol.asyncDispose](),
  }
}

const reverse = async (upstream: URL): Promise<FaceOfChat> => {
  const authority = await testAuthority()
  const proxy = await withProxy({ upstream, authority, spec: { tls: 'auto' } })
  const trust = { servername: 'chat.test', ca: authority.certificate }
  return {
    connect: () => secured(net.connect({ port: proxy.port, host: '127.0.0.1' }), trust),
    inject: fault => proxy.inject(fault),
    [Symbol.asyncDispose]: () => proxy[Symbol.asyncDispose](),
  }
}
