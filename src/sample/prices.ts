import http2 from 'node:http2'
import type { Listening } from './server.js'
import type { Settings } from './settings.js'
import { worker } from './work.js'

/** What a call of gRPC came to; a status of 0 is a good one, and only then there is a message. */
export interface GrpcAnswer {
  readonly status: number
  readonly message: string | null
}

/** One unary call: a text goes there, and one comes back. Rejects when the call breaks off. */
export type GrpcCall = (text: string, signal: AbortSignal | null) => Promise<GrpcAnswer>

const METHOD = '/shop.Prices/Of'
const HEAD = { 'content-type': 'application/grpc' }

/** A message of gRPC: a byte of flags, four of length, and the text. */
const framed = (text: string): Buffer => {
  const head = Buffer.alloc(5)
  head.writeUInt32BE(Buffer.byteLength(text), 1)
  return Buffer.concat([head, Buffer.from(text)])
}

const textIn = (bytes: Buffer): string | null => (bytes.length < 5 ? null : bytes.toString('utf8', 5))

/** Knows what articles cost, and says so by gRPC, over HTTP/2 without TLS. */
export const listenPrices = async ({ port, random }: Settings): Promise<Listening> => {
  const work = worker(random, 2, 8)
  const server = http2.createServer()
  const open = new Set<http2.ServerHttp2Session>()
  server.on('session', session => {
    open.add(session)
    session.on('close', () => open.delete(session))
  })
  server.on('stream', async (stream, headers) => {
    stream.on('error', () => {})
    const sku = textIn(await read(stream).catch(() => Buffer.alloc(0)))
    await work()
    if (stream.destroyed) return
    if (headers[':path'] !== METHOD || sku === null) {
      return stream.respond({ ...HEAD, 'grpc-status': '12' }, { endStream: true })
    }
    stream.respond(HEAD, { waitForTrailers: true })
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }))
    stream.end(framed(String(4 + Number(sku.slice(1)))))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const address = server.address()
  const bound = typeof address === 'object' ? address?.port : port
  const close = () => {
    server.close()
    for (const session of open) session.close()
    setTimeout(() => process.exit(), 200)
  }
  return { url: `http://127.0.0.1:${bound}`, close }
}

/** Asks for prices on one connection, which is made anew when it is gone. */
export const pricesAt = (url: () => string): GrpcCall => {
  let session: http2.ClientHttp2Session | null = null
  const connected = (): http2.ClientHttp2Session => {
    if (session !== null && !session.closed && !session.destroyed) return session
    session = http2.connect(url()).on('error', () => {})
    return session
  }
  return async (text, signal) => {
    const ask = { ':method': 'POST', ':path': METHOD, te: 'trailers', ...HEAD }
    const stream = connected().request(ask, signal === null ? {} : { signal })
    let status = 2
    const told = (fields: http2.IncomingHttpHeaders) => {
      if (fields['grpc-status'] !== undefined) status = Number(fields['grpc-status'])
    }
    stream.on('response', told).on('trailers', told)
    stream.end(framed(text))
    const message = textIn(await read(stream))
    return { status, message }
  }
}

const read = async (stream: http2.Http2Stream): Promise<Buffer> => {
  const parts: Buffer[] = []
  for await (const part of stream) parts.push(part)
  return Buffer.concat(parts)
}
