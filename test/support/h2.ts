import http2 from 'node:http2'
import type net from 'node:net'

/** What a client of HTTP/2 saw of one stream. */
export interface H2Reply {
  readonly status: number | undefined
  readonly headers: Readonly<Record<string, unknown>>
  readonly text: string
  readonly trailers: Readonly<Record<string, unknown>> | null
  /** The code of RST_STREAM; 0 when there was none. */
  readonly code: number
  readonly error: string | null
  /** Whether the body ended as whole. */
  readonly isWhole: boolean
}

export interface H2Client extends AsyncDisposable {
  readonly session: http2.ClientHttp2Session
  /** The code of the GOAWAY that came, if one has. */
  readonly goaway: { readonly code: number; readonly last: number } | null
  ask(headers?: http2.OutgoingHttpHeaders, body?: string | Buffer): Promise<H2Reply>
  /** A stream whose body is sent by hand. */
  open(headers?: http2.OutgoingHttpHeaders): {
    readonly stream: http2.ClientHttp2Stream
    readonly reply: Promise<H2Reply>
  }
}

/** A node:http2 client; `await using` ends it. */
export const h2Client = (url: string, options: http2.SecureClientSessionOptions = {}): H2Client => {
  const session = http2.connect(url, options)
  let goaway: H2Client['goaway'] = null
  session.on('goaway', (code, last) => {
    goaway = { code, last }
  })
  session.on('error', () => {})
  const open = (headers: http2.OutgoingHttpHeaders = {}, endStream = false) => {
    const stream = session.request({ ':path': '/', ...headers }, { endStream })
    return { stream, reply: new Promise<H2Reply>(resolve => watch(stream, resolve)) }
  }
  return {
    session,
    get goaway() {
      return goaway
    },
    ask(headers = {}, body) {
      const { stream, reply } = open(headers, body === undefined)
      if (body !== undefined) stream.end(body)
      return reply
    },
    open,
    [Symbol.asyncDispose]: async () => {
      session.destroy()
    },
  }
}

const watch = (stream: http2.ClientHttp2Stream, done: (reply: H2Reply) => void): void => {
  let [status, error]: [number | undefined, string | null] = [undefined, null]
  let [headers, trailers]: [Record<string, unknown>, Record<string, unknown> | null] = [{}, null]
  let [text, isWhole] = ['', false]
  stream.on('response', head => {
    status = head[':status']
    headers = { ...head }
  })
  stream.on('trailers', list => {
    trailers = Object.fromEntries(Object.entries(list))
  })
  stream.on('data', part => (text += part))
  stream.on('end', () => {
    isWhole = true
  })
  stream.on('error', ({ message }) => {
    error = message
  })
  stream.on('close', () => done({ status, headers, text, trailers, code: stream.rstCode, error, isWhole }))
}

type OnStream = (stream: http2.ServerHttp2Stream, headers: http2.IncomingHttpHeaders, raw: readonly string[]) => void

export interface H2Origin extends AsyncDisposable {
  readonly url: URL
  readonly sessions: number
  readonly streams: number
}

/** A node:http2 origin: h2c, or over TLS with this certificate. */
export const h2Origin = async (answer: OnStream, tls?: http2.SecureServerOptions): Promise<H2Origin> => {
  const server = tls === undefined ? http2.createServer() : http2.createSecureServer(tls)
  const open = new Set<http2.ServerHttp2Session>()
  let [sessions, streams] = [0, 0]
  server.on('session', session => {
    sessions++
    open.add(session)
    session.on('error', () => {})
    session.on('close', () => open.delete(session))
  })
  server.on(
    'stream',
    (stream: http2.ServerHttp2Stream, headers: http2.IncomingHttpHeaders, _: number, raw: unknown) => {
      streams++
      stream.on('error', () => {})
      answer(stream, headers, Array.isArray(raw) ? raw : [])
    },
  )
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  // A server that listens on TCP has an address of this shape.
  const { port } = server.address() as net.AddressInfo
  return {
    url: new URL(`${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`),
    get sessions() {
      return sessions
    },
    get streams() {
      return streams
    },
    async [Symbol.asyncDispose]() {
      for (const session of open) session.destroy()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

/** Answers with what came, once it is whole; the body's trailers last. */
export const echo: OnStream = (stream, headers) => {
  const parts: Buffer[] = []
  stream.on('data', (part: Buffer) => parts.push(part))
  stream.on('end', () => {
    if (stream.destroyed) return
    stream.respond({ ':status': 200, 'x-path': headers[':path'] ?? '' }, { waitForTrailers: true })
    stream.on('wantTrailers', () => stream.sendTrailers({ 'x-bytes': String(Buffer.concat(parts).length) }))
    stream.end(Buffer.concat(parts))
  })
}
