import http, { type IncomingHttpHeaders } from 'node:http'
import type { Duplex } from 'node:stream'
import { acceptLine } from './feed.js'
import { isRecord } from './record.js'

/** A request, its body parsed. */
export interface Received {
  readonly headers: IncomingHttpHeaders
  readonly query: URLSearchParams
  /** The fields of the JSON object that was sent; empty without one. */
  readonly json: Readonly<Record<string, unknown>>
}

export interface Sent {
  readonly status: number
  readonly json: unknown
}

/** The answer to a WebSocket's handshake: what is sent on it, and how that ends. */
export interface Feed {
  readonly status: 101
  begin(send: (text: string) => void): () => void
}

/** Handlers by method and path, such as `POST /charges`. */
export type Routes = Readonly<Record<string, (received: Received) => Promise<Sent> | Sent | Feed>>

export interface Listening {
  readonly url: string
  /** Refuses new requests, ends the open ones after a moment, then the process has nothing left to do. */
  close(): void
}

/** Serves the routes and GET /healthz on 127.0.0.1; what a handler throws is answered as a 502. */
export const listen = async (routes: Routes, port: number): Promise<Listening> => {
  const server = http.createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    answer(routes, request)
      .catch(error => ({ status: 502, json: { error: String(error) } }))
      .then(sent => ('json' in sent ? sent : { status: 426, json: { error: 'expected a WebSocket' } }))
      .then(({ status, json }) => {
        const body = JSON.stringify(json)
        response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
        response.end(body)
      })
  })
  server.on('upgrade', (request, socket) => {
    socket.on('error', () => {})
    void feed(routes, request, socket).catch(() => socket.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const address = server.address()
  const bound = typeof address === 'object' ? address?.port : port
  return { url: `http://127.0.0.1:${bound}`, close: () => close(server) }
}

const answer = async (routes: Routes, request: http.IncomingMessage): Promise<Sent | Feed> => {
  const url = new URL(request.url ?? '/', 'http://shop')
  if (url.pathname === '/healthz') return { status: 200, json: { status: 'ok' } }
  const handle = routes[`${request.method} ${url.pathname}`]
  if (handle === undefined) return { status: 404, json: { error: `nothing at ${request.method} ${url.pathname}` } }
  return handle({ headers: request.headers, query: url.searchParams, json: await read(request) })
}

const feed = async (routes: Routes, request: http.IncomingMessage, socket: Duplex): Promise<void> => {
  const sent = await answer(routes, request)
  if (!('begin' in sent)) return void socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n')
  const end = sent.begin(acceptLine(socket, request.headers['sec-websocket-key'] ?? ''))
  socket
    .on('close', end)
    .on('end', () => socket.end())
    .resume()
}

const read = async (request: http.IncomingMessage): Promise<Readonly<Record<string, unknown>>> => {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) text += chunk
  const json: unknown = text === '' ? {} : JSON.parse(text)
  return isRecord(json) ? json : {}
}

const close = (server: http.Server): void => {
  server.close(() => process.exit())
  server.closeIdleConnections()
  setTimeout(() => server.closeAllConnections(), 200)
  // What was upgraded is nobody's connection any more.
  setTimeout(() => process.exit(), 300)
}
