import { once } from 'node:events'
import http from 'node:http'
import https from 'node:https'
import net from 'node:net'
import tls from 'node:tls'
import type { Protocol } from '../../src/core/exchange.js'
import { h2Client } from './h2.js'
import { head } from './raw-client.js'
import { rawPeer } from './raw-peer.js'

/** One exchange of a client that sends a body in two halves and wants it back. */
export interface Talk extends AsyncDisposable {
  /** Bytes that have come back, and as many as there are of the first half. */
  soFar(): number
  readonly half: number
  /** Sends the second half, and that it was all. */
  rest(): Promise<void>
  /** Resolves when the client knows that it is over: `whole` where all came back and nothing else. */
  readonly over: Promise<'whole' | 'other'>
}

/** Where a client connects to, and how its body is called where it has a type. */
export interface Place {
  readonly port: number
  readonly type?: string
  /** The authority of TLS. */
  readonly ca?: string
}

const half = (n: 1 | 2): Buffer => Buffer.from(`data: ${String(n).repeat(990)}\n\n`)
const WHOLE = Buffer.concat([half(1), half(2)])
const verdict = (body: Buffer | string, isWhole = true) =>
  isWhole && WHOLE.equals(Buffer.from(body)) ? 'whole' : 'other'

const byHttp1 = async ({ port, type = 'text/plain', ca }: Place): Promise<Talk> => {
  const headers = { 'Content-Length': WHOLE.length, 'Content-Type': type }
  const options = { port, host: '127.0.0.1', agent: false, method: 'POST', headers } as const
  const call = ca === undefined ? http.request(options) : https.request({ ...options, ca, servername: 'localhost' })
  const parts: Buffer[] = []
  const over = new Promise<'whole' | 'other'>(resolve => {
    call.on('error', () => resolve('other'))
    call.on('response', response => {
      response.on('data', part => parts.push(part)).on('error', () => resolve('other'))
      response.on('end', () => resolve(verdict(Buffer.concat(parts), response.complete && response.statusCode === 200)))
    })
  })
  call.write(half(1))
  return {
    ...{ over, half: half(1).length, soFar: () => Buffer.concat(parts).length },
    rest: async () => void call.end(half(2)),
    [Symbol.asyncDispose]: async () => void call.destroy(),
  }
}

const byHttp2 = async ({ port, type = 'text/plain', ca }: Place): Promise<Talk> => {
  const client = h2Client(
    `http://127.0.0.1:${port}`,
    ca === undefined ? {} : { createConnection: secured(port, ca, 'h2') },
  )
  const failed = once(client.session, 'error').then(() => 'other' as const)
  const { stream, reply } = client.open({ ':method': 'POST', 'content-type': type, 'content-length': WHOLE.length })
  stream.write(half(1))
  let bytes = 0
  stream.on('data', part => (bytes += part.length))
  const replied = reply.then(({ text, isWhole, code }) => verdict(text, isWhole && code === 0))
  return {
    ...{ over: Promise.race([failed, replied]), half: half(1).length, soFar: () => bytes },
    rest: async () => void stream.end(half(2)),
    [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
  }
}

const secured =
  (port: number, ca: string, spoken = 'http/1.1') =>
  () =>
    tls.connect({ port, host: '127.0.0.1', servername: 'localhost', ca, ALPNProtocols: [spoken] })

/** What a client asks for a WebSocket by. */
export const ASKED = head(
  'GET /chat',
  ...['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13'],
  'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
)
/** What an origin says to it. */
export const AGREED = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n'

/** A text frame under a mask of zeros (RFC 6455 5.2), so that it may come back as it is. */
const frame = (text: string) => Buffer.concat([Buffer.of(0x81, 0x80 | text.length, 0, 0, 0, 0), Buffer.from(text)])

/** Bytes both ways, behind what is asked and agreed on first. */
const byBytes =
  (asked: string, agreed: string) =>
  async ({ port, ca }: Place): Promise<Talk> => {
    const socket =
      ca === undefined ? net.connect({ port, host: '127.0.0.1', allowHalfOpen: true }) : secured(port, ca)()
    const peer = rawPeer(socket)
    const [one, two] = [frame('ping'), frame('pong')]
    const whole = Buffer.concat([Buffer.from(agreed), one, two])
    const over = peer.ended(60_000).then(
      ending => (ending === 'fin' && whole.equals(peer.received) ? ('whole' as const) : ('other' as const)),
      () => 'other' as const,
    )
    socket.write(asked)
    socket.write(one)
    return {
      ...{ over, half: agreed.length + one.length, soFar: () => peer.received.length },
      rest: async () => void socket.end(two),
      [Symbol.asyncDispose]: () => peer[Symbol.asyncDispose](),
    }
  }

/** A client of each protocol. */
export const TALKS: Readonly<Record<Protocol, (place: Place) => Promise<Talk>>> = {
  http1: byHttp1,
  http2: byHttp2,
  websocket: byBytes(ASKED, AGREED),
  tcp: byBytes('', ''),
}
