import http2 from 'node:http2'
import net from 'node:net'
import type { Readable, Writable } from 'node:stream'
import type { Protocol } from '../../src/core/exchange.js'
import { type Download, downloaded } from './download.js'
import { h2Origin } from './h2.js'
import { httpOrigin, rawOrigin } from './origin.js'
import { head } from './raw-client.js'
import { AGREED, ASKED } from './talk.js'

/** An origin that sends one body of `size` bytes to whoever comes, as fast as it is taken. */
export interface Pouring extends AsyncDisposable {
  readonly url: URL
}

const PART = Buffer.alloc(64 * 1024)
/** A binary message of a WebSocket (RFC 6455 5.2). */
const FRAME = Buffer.concat([Buffer.of(0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0), PART])

const pour = (into: Writable, size: number, part = PART) => {
  let left = size
  const more = () => {
    while (left > 0 && !into.destroyed) {
      const next = left >= part.length ? part : part.subarray(0, left)
      left -= next.length
      if (!into.write(next)) return
    }
    into.end()
  }
  into.on('drain', more)
  into.on('error', () => {})
  more()
}

export const POURING: Readonly<Record<Protocol, (size: number) => Promise<Pouring>>> = {
  http1: size =>
    httpOrigin((_, response) => {
      response.setHeader('Content-Length', size)
      pour(response, size)
    }),
  async websocket(size) {
    const origin = await httpOrigin()
    origin.server.on('upgrade', (_, socket) => {
      socket.write(AGREED)
      pour(socket, size, FRAME)
    })
    return origin
  },
  async http2(size) {
    const origin = await h2Origin(stream => {
      stream.respond({ ':status': 200, 'content-length': size })
      pour(stream, size)
    })
    return Object.assign(origin, { url: new URL(`h2c://${origin.url.host}`) })
  },
  async tcp(size) {
    const origin = await rawOrigin(({ socket }) => pour(socket, size))
    return Object.assign(origin, { url: new URL(`tcp://127.0.0.1:${origin.port}`) })
  },
}

const ASKS = { http1: head('GET /', 'Connection: close'), websocket: ASKED, tcp: '' }

/** Readers of what a proxy of that protocol sends: streams of one connection of HTTP/2, or connections. */
export interface Readers extends Disposable {
  readonly streams: readonly Readable[]
}

export const readersOf = (protocol: Protocol, port: number, count: number): Readers => {
  const each = <T>(make: () => T): readonly T[] => Array.from({ length: count }, make)
  if (protocol === 'http2') {
    const session = http2.connect(`http://127.0.0.1:${port}`)
    session.on('error', () => {})
    return { streams: each(() => session.request({ ':path': '/' })), [Symbol.dispose]: () => session.destroy() }
  }
  const streams = each(() => net.connect(port, '127.0.0.1'))
  for (const socket of streams) socket.write(ASKS[protocol])
  return {
    streams,
    [Symbol.dispose]() {
      for (const socket of streams) socket.destroy()
    },
  }
}

/** What each of them gets to its end, each arrival with its time in ms. */
export const downloads = (readers: Readers): Promise<readonly Download[]> => {
  const start = performance.now()
  return Promise.all(
    readers.streams.map(async stream => {
      const arrivals: { at: number; bytes: number }[] = []
      for await (const part of stream) arrivals.push({ at: performance.now() - start, bytes: part.length })
      return downloaded(arrivals)
    }),
  )
}

/** Reads what a proxy of that protocol sends at a rate, in bytes a second, for a while; how much it was. */
export const readAt = (protocol: Protocol, port: number, rate: number, seconds: number): Promise<number> =>
  new Promise(resolve => {
    const start = performance.now()
    let bytes = 0
    const readers = readersOf(protocol, port, 1)
    const [stream] = readers.streams
    if (stream === undefined) return resolve(0)
    const over = () => {
      readers[Symbol.dispose]()
      clearTimeout(timer)
      resolve(bytes)
    }
    const timer = setTimeout(over, seconds * 1_000)
    stream.on('data', (part: Buffer) => {
      bytes += part.length
      const early = (bytes / rate) * 1_000 - (performance.now() - start)
      if (early < 5) return
      stream.pause()
      setTimeout(() => stream.resume(), early)
    })
    stream.on('error', over).on('close', over)
  })
