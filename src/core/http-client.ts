import type net from 'node:net'
import type { SecureContext } from 'node:tls'
import type { Agent, buildConnector } from 'undici'
import { leavable } from './deadline.js'
import type { SampleError } from './probe.js'
import { describeError, errorClass } from './socket-error.js'

export interface HttpCall {
  readonly method: string
  readonly url: string | URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
}

/** `cut` says that the body was longer than what was kept of it. Names of headers are in lower case. */
export interface HttpAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  readonly cut: boolean
}

export type HttpOutcome =
  | { readonly ok: true; readonly answer: HttpAnswer }
  | { readonly ok: false; readonly error: SampleError; readonly detail: string; readonly status?: number }

export interface HttpClient {
  /** Loads what the first call needs, so that no call is measured with it. */
  prepare(): Promise<void>
  /** Reads the reply to its end. Rejects only when the signal aborts, with its reason. */
  call(call: HttpCall, signal: AbortSignal): Promise<HttpOutcome>
  /** Ends every connection, those in use too. */
  close(): Promise<void>
}

export interface HttpClientOptions {
  /** Keep connections for later calls; without it each call is on its own connection, so no call can meet a dying one. */
  readonly reuse: boolean
  /** How much of a body is kept, in bytes. */
  readonly keep: number
  readonly connectTimeoutMs: number
  /** Whom to trust; without it all that Node trusts. */
  readonly trust?: SecureContext | undefined
}

/** A client that adds nothing of its own: no retries, no redirects, no decoding, no cap on connections. */
export const httpClient = (options: HttpClientOptions): HttpClient => {
  const sockets = new Set<net.Socket>()
  let loading: Promise<Agent> | undefined
  const loaded = () => {
    loading ??= load(options, sockets)
    return loading
  }
  return {
    async prepare() {
      await loaded()
    },
    async call(call, signal) {
      const agent = await loaded()
      signal.throwIfAborted()
      return exchange(agent, call, options.keep, signal)
    },
    async close() {
      if (loading !== undefined) await (await loading).destroy()
      for (const socket of sockets) socket.destroy()
    },
  }
}

/** undici takes tens of ms to load, so it is loaded with the first call. */
const load = async (options: HttpClientOptions, sockets: Set<net.Socket>): Promise<Agent> => {
  const { reuse, connectTimeoutMs: timeout, trust } = options
  const { Agent, buildConnector } = await import('undici')
  const connect = tracked(buildConnector({ timeout, ...(trust && { secureContext: trust }) }), sockets)
  return new Agent({ connect, pipelining: reuse ? 1 : 0, headersTimeout: 0, bodyTimeout: 0 })
}

/** undici forgets a socket that still connects when it is destroyed; the process would wait for it. */
const tracked =
  (connect: buildConnector.connector, sockets: Set<net.Socket>): buildConnector.connector =>
  (options, callback) => {
    const socket: unknown = connect(options, callback)
    if (!isSocket(socket)) return
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  }

const isSocket = (value: unknown): value is net.Socket =>
  typeof value === 'object' && value !== null && 'destroy' in value && 'once' in value

const exchange = async (
  agent: Agent,
  { url, method, headers, body }: HttpCall,
  keep: number,
  signal: AbortSignal,
): Promise<HttpOutcome> => {
  let status: number | undefined
  try {
    const { origin, pathname, search } = new URL(url)
    // undici hears the signal only once it has a connection.
    const sent = agent.request({ origin, path: pathname + search, method: methodOf(method), headers, body, signal })
    const reply = await leavable(sent, signal)
    status = reply.statusCode
    const { kept, cut } = await readAll(reply.body, keep)
    return { ok: true, answer: { status, headers: flat(reply.headers), body: kept, cut } }
  } catch (error) {
    if (signal.aborted) throw signal.reason
    if (status === undefined) return { ok: false, error: errorClass(error), detail: describeError(error) }
    return { ok: false, error: 'body', detail: `the reply broke off: ${describeError(error)}`, status }
  }
}

// undici's type lists the usual methods only; it takes every token of RFC 9110 9.1.
const methodOf = (method: string) => method as 'GET'

const readAll = async (body: AsyncIterable<Uint8Array>, keep: number) => {
  const chunks: Uint8Array[] = []
  let left = keep
  let cut = false
  for await (const chunk of body) {
    if (chunk.length > left) cut = true
    if (left > 0) chunks.push(chunk.subarray(0, left))
    left = Math.max(0, left - chunk.length)
  }
  return { kept: Buffer.concat(chunks), cut }
}

const flat = (headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  )
