import http from 'node:http'
import net, { type AddressInfo } from 'node:net'
import { fromRaw, type HeaderList } from '../../src/core/headers.js'
import { type RawPeer, rawPeer } from './raw-peer.js'

/** One request as an origin received it; it grows while the body arrives. */
export interface Seen {
  readonly method: string
  readonly target: string
  readonly headers: HeaderList
  /** Counts from 1 for each origin: which of its connections the request came on. */
  readonly connection: number
  received: number
  /** The first MiB of the body. */
  body: Buffer
  trailers: HeaderList
  /** `open` until the body has ended well or has broken off. */
  state: 'open' | 'complete' | 'aborted'
}

interface Listening extends AsyncDisposable {
  readonly url: URL
  readonly port: number
  /** Connections accepted so far, and those open now. */
  readonly accepted: number
  readonly open: number
  /** Ends every connection by RST and stops listening; the port stays the same for `restart`. */
  stop(): Promise<void>
  restart(): Promise<void>
}

export interface HttpOrigin extends Listening {
  readonly seen: Seen[]
  readonly server: http.Server
  /** Replaces what answers from now on. */
  answer(with_: Answer): void
}

export type Answer = (request: http.IncomingMessage, response: http.ServerResponse, seen: Seen) => void

export interface RawOrigin extends Listening {
  /** Every connection so far, with the exact bytes that came on it. */
  readonly peers: RawPeer[]
}

/** Answers 200 `ok` once the request is complete. */
const ok: Answer = (request, response) => {
  request.on('end', () => response.end('ok'))
}

const CAP = 1024 ** 2

/** A node:http origin on 127.0.0.1 that counts and records what it receives. */
export const httpOrigin = async (answer: Answer = ok): Promise<HttpOrigin> => {
  const seen: Seen[] = []
  const connections = new WeakMap<net.Socket, number>()
  let respond = answer
  const server = http.createServer({ keepAliveTimeout: 60_000, requestTimeout: 0 }, (request, response) => {
    const one = record(request, connections.get(request.socket) ?? 0)
    seen.push(one)
    respond(request, response, one)
    request.resume()
  })
  server.on('clientError', (_, socket) => socket.destroy())
  const listening = await listen(server, (socket, ordinal) => connections.set(socket, ordinal))
  return Object.assign(listening, {
    seen,
    server,
    answer(with_: Answer) {
      respond = with_
    },
  })
}

const record = (request: http.IncomingMessage, connection: number): Seen => {
  const { method = '', url = '', rawHeaders } = request
  const one: Seen = {
    ...{ method, target: url, headers: fromRaw(rawHeaders), connection, trailers: [] },
    ...{ received: 0, body: Buffer.alloc(0), state: 'open' },
  }
  request.on('data', (chunk: Buffer) => {
    one.received += chunk.length
    if (one.body.length < CAP) one.body = Buffer.concat([one.body, chunk])
  })
  request.on('close', () => {
    one.state = request.complete ? 'complete' : 'aborted'
    one.trailers = fromRaw(request.rawTrailers)
  })
  request.on('end', () => {
    one.state = 'complete'
    one.trailers = fromRaw(request.rawTrailers)
  })
  request.on('error', () => {})
  return one
}

/** An origin that is given each connection as bytes: `talk` reads and writes what it likes. */
export const rawOrigin = async (talk: (peer: RawPeer) => unknown): Promise<RawOrigin> => {
  const peers: RawPeer[] = []
  const server = net.createServer({ allowHalfOpen: true })
  const listening = await listen(server, socket => {
    const peer = rawPeer(socket)
    peers.push(peer)
    Promise.resolve(talk(peer)).catch(() => socket.destroy())
  })
  return Object.assign(listening, { peers })
}

const listen = async (
  server: net.Server,
  accept: (socket: net.Socket, ordinal: number) => void,
): Promise<Listening> => {
  const sockets = new Set<net.Socket>()
  let accepted = 0
  server.on('connection', (socket: net.Socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    accept(socket, ++accepted)
  })
  const bind = (port: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, '127.0.0.1', () => {
        server.off('error', reject)
        resolve()
      })
    })
  await bind(0)
  // A server that listens on TCP has an address of this shape.
  const { port } = server.address() as AddressInfo
  const stop = () =>
    new Promise<void>(resolve => {
      server.close(() => resolve())
      for (const socket of sockets) socket.resetAndDestroy()
    })
  return {
    url: new URL(`http://127.0.0.1:${port}`),
    port,
    get accepted() {
      return accepted
    },
    get open() {
      return sockets.size
    },
    stop,
    restart: () => bind(port),
    [Symbol.asyncDispose]: stop,
  }
}
