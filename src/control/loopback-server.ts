import http from 'node:http'
import { UserError } from '../core/problem.js'
import { isLoopback } from '../experiment/hosts.js'

export interface LoopbackServer {
  /** Scheme, host and port, without a slash at the end. */
  readonly origin: string
  close(): Promise<void>
}

export interface Listening {
  /** What asked for it, such as `--metrics`: messages begin with it. */
  readonly what: string
  readonly host: string
  /** 0: a free one. */
  readonly port: number
}

/** Answers a request whose Host was found to be this machine's; `origin` is the server's own. */
export type Answer = (request: http.IncomingMessage, response: http.ServerResponse, origin: string) => void

/**
 * A server for this machine only. Before anything else of a request its Host must be loopback with the server's port, or
 * a page in a browser could talk to it under a name of its own (DNS rebinding). Rejects with a UserError when it cannot
 * listen.
 */
export const serveLoopback = async ({ what, host, port }: Listening, answer: Answer): Promise<LoopbackServer> => {
  if (!isLoopback(host)) throw new UserError(`${what}: expected an address of this machine, found "${host}"`)
  let origin = ''
  const server = http.createServer((request, response) => {
    for (const [name, value] of HEADERS) response.setHeader(name, value)
    if (isOwn(request.headers.host, portOf(server))) return answer(request, response, origin)
    response.writeHead(403, { 'content-type': 'text/plain', connection: 'close' })
    response.end('the Host is not this machine and port\n')
  })
  await new Promise<void>((done, failed) => {
    server.once('error', cause =>
      failed(
        new UserError(`${what}: cannot listen on ${host}:${port}: ${cause.message}`, { exit: 'environment', cause }),
      ),
    )
    server.listen({ host, port }, done)
  })
  origin = `http://${host.includes(':') ? `[${host}]` : host}:${portOf(server)}`
  return {
    origin,
    close: () =>
      new Promise(done => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

/** Nothing is kept, guessed at, framed, or told to other pages. */
const HEADERS = Object.entries({
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
})

const portOf = (server: http.Server): number => {
  const bound = server.address()
  return typeof bound === 'object' && bound !== null ? bound.port : 0
}

const HOST = /^(127(?:\.\d{1,3}){3}|\[::1\]|localhost)(?::(\d{1,5}))?$/i

/** Only what is literally this machine: no other spelling is what a browser sends for it. */
const isOwn = (host: string | undefined, port: number): boolean => {
  const [, name, given = '80'] = HOST.exec(host ?? '') ?? []
  return name !== undefined && Number(given) === port
}
