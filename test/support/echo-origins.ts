import type { Protocol } from '../../src/core/exchange.js'
import { h2Origin } from './h2.js'
import { httpOrigin, rawOrigin } from './origin.js'
import { AGREED } from './talk.js'

/** Where each protocol is spoken with them. */
export interface EchoOrigins extends Readonly<Record<Protocol, URL>>, AsyncDisposable {}

/** Origins that send back what they get as it comes, one for each way to speak to one. */
export const echoOrigins = async (): Promise<EchoOrigins> => {
  const http = await httpOrigin((request, response) => {
    const { 'content-length': length = '0', 'content-type': type = 'text/plain' } = request.headers
    response.writeHead(200, { 'Content-Length': length, 'Content-Type': type })
    request.pipe(response)
  })
  http.server.on('upgrade', (_, socket, early) => {
    socket.write(AGREED)
    socket.write(early)
    socket.pipe(socket)
  })
  const http2 = await h2Origin((stream, headers) => {
    const { 'content-length': length = '0', 'content-type': type = 'text/plain' } = headers
    stream.respond({ ':status': 200, 'content-length': length, 'content-type': type })
    stream.pipe(stream)
  })
  const raw = await rawOrigin(({ socket }) => void socket.pipe(socket))
  return {
    ...{ http1: http.url, websocket: http.url, http2: http2.url, tcp: new URL(`tcp://127.0.0.1:${raw.port}`) },
    async [Symbol.asyncDispose]() {
      await Promise.all([http, http2, raw].map(origin => origin[Symbol.asyncDispose]()))
    },
  }
}
