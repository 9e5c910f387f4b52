import type { Body } from './body.js'
import type { HeaderList } from './headers.js'
import type { Interrupt } from './interrupt.js'
import { isNamed } from './named-error.js'

export type Protocol = 'http1' | 'http2' | 'websocket' | 'tcp'

/** A request as it was received. `target` is the request-target, never normalised; `url` is parsed on first use. */
export interface Request {
  readonly method: string
  readonly target: string
  readonly url: URL
  readonly headers: HeaderList
  readonly body: Body | null
  readonly trailers?: () => HeaderList
  readonly rewire?: Rewire
}

/** A message of HTTP/1.1 as the bytes that are written: its head with the empty line, and its body, framed. */
export interface Wire {
  readonly head: Body
  readonly body: Body
}

/** Other bytes in place of those that would be written, whatever they mean to who reads them. Other protocols ignore it. */
export type Rewire = (wire: Wire) => Wire

/** An interim reply, with a status from 100 to 199 but 101. */
export interface Interim {
  readonly status: number
  readonly headers: HeaderList
}

/**
 * The client's connection takes no more requests: HTTP/2 says so by GOAWAY before the reply, with the last stream that is
 * still served, or the highest there can be (a notice, RFC 9113 6.8); HTTP/1.1 by `Connection: close`.
 */
export interface Farewell {
  readonly code: number
  readonly last: 'current' | 'max'
}

/** A final reply. A reply without `reason` gets the standard phrase of its status. */
export interface Reply {
  readonly status: number
  readonly reason?: string
  readonly headers: HeaderList
  readonly body: Body
  readonly trailers?: () => HeaderList
  /** They are sent before it. */
  readonly interim?: readonly Interim[]
  readonly rewire?: Rewire
  readonly farewell?: Farewell
  /** Ends the upstream's connection at once, by FIN or by RST; absent where no upstream made the reply. */
  readonly sever?: (how: 'close' | 'reset') => void
  /** A fault made it in place of the upstream's, which was asked all the same: the proxy marks it so. */
  readonly isInjected?: true
}

/** The client's connection; `id` counts from 1 within a run, `client` is the client's address without the port. */
export interface Connection {
  readonly id: number
  readonly client: string
}

/** Where an exchange goes instead: to another origin, or to its own upstream at another address. */
export type Detour = { readonly origin: URL } | { readonly address: string }

/** One request on its way to one reply. `signal` aborts when the client leaves or the proxy closes. */
export interface Exchange {
  readonly id: number
  /** `proxy` or `proxy/route`. */
  readonly route: string
  readonly protocol: Protocol
  readonly connection: Connection
  readonly request: Request
  readonly signal: Interrupt
  /** What the upstream says before its final reply goes no further: that reply is lost, or was never to come. */
  readonly hushed?: true
  readonly detour?: Detour
}

export type Handler = (exchange: Exchange) => Promise<Reply>
export type Middleware = (exchange: Exchange, next: Handler) => Promise<Reply>

/** The first middleware meets the request first and the reply last. */
export const compose = (middlewares: readonly Middleware[], last: Handler): Handler =>
  middlewares.reduceRight<Handler>((next, middleware) => exchange => middleware(exchange, next), last)

/**
 * Ends the client's connection (or h2 stream) without a well-formed reply: `close` is FIN, `reset` is RST, both after
 * every byte before it was delivered. Only the proxy's serving side catches it.
 */
export class Cut extends Error {
  static override readonly [Symbol.hasInstance] = isNamed('Cut')
  override readonly name = 'Cut'
  constructor(readonly how: 'close' | 'reset' | { readonly stream: number }) {
    super(`the connection is cut: ${typeof how === 'string' ? how : `stream code ${how.stream}`}`)
  }
}

export type Reshape = (body: Body, exchange: Exchange) => Body

/** Passes the request body through `reshape`; closes the source however the reshaped body ends. */
export const onRequest =
  (reshape: Reshape): Middleware =>
  (exchange, next) => {
    const { body } = exchange.request
    if (body === null) return next(exchange)
    const request = overlay(exchange.request, { body: closing(body, reshape(body, exchange)) })
    return next({ ...exchange, request })
  }

/** Passes the reply body through `reshape`; closes the source however the reshaped body ends. */
export const onReply =
  (reshape: Reshape): Middleware =>
  async (exchange, next) => {
    const reply = await next(exchange)
    return withBody(reply, reshape(reply.body, exchange))
  }

/** A reply with a body made of its own, which is closed however the new one ends. */
export const withBody = (reply: Reply, body: Body): Reply => ({ ...reply, body: closing(reply.body, body) })

/** A request with some parts replaced that still parses its `url` on first use only. */
export const overlay = (request: Request, parts: Partial<Omit<Request, 'url'>>): Request => ({
  ...{ method: request.method, target: request.target, headers: request.headers, body: request.body },
  ...(request.trailers && { trailers: request.trailers }),
  ...(request.rewire && { rewire: request.rewire }),
  ...parts,
  get url() {
    return request.url
  },
})

async function* closing(source: Body, reshaped: Body): AsyncGenerator<Uint8Array> {
  const iterator = source[Symbol.asyncIterator]()
  try {
    yield* reshaped
  } finally {
    await iterator.return?.()
  }
}
