import { createHash } from 'node:crypto'
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'
import type { Body } from '../core/body.js'
import { type Exchange, type Middleware, overlay, withBody } from '../core/exchange.js'
import { type HeaderList, headerOf } from '../core/headers.js'
import { type JsonPath, valueAt } from '../core/json-path.js'
import type { KeyRule } from './key-rule.js'

/** The most of a body that is kept to look for a key, in bytes; what is longer has none. */
const MOST = 256 * 1024
/** A longer key is told as its hash: it is compared, not read. */
const LONGEST = 100

/**
 * Tells the key of an exchange once it is known, and changes nothing. Of a request that is when all of it was handed on,
 * so a key also says that the request was not lost before.
 */
export const tellsKey =
  (rule: KeyRule, tell: (key: string) => void): Middleware =>
  (exchange, next) => {
    const told = (value: unknown) => {
      const key = keyOf(value, rule)
      if (key !== null) tell(key)
    }
    return rule.side === 'request' ? ofRequest(rule, told, exchange, next) : ofReply(rule, told, exchange, next)
  }

type Told = (value: unknown) => void
type Next = Parameters<Middleware>[1]

const ofRequest = (rule: KeyRule, told: Told, exchange: Exchange, next: Next) => {
  const { request } = exchange
  const { place } = rule
  if (place.kind === 'query') told(request.url.searchParams.get(place.name))
  if (place.kind === 'header') told(headerOf(request.headers, place.name))
  if (place.kind !== 'json' || request.body === null) return next(exchange)
  const body = watched(request.body, request.headers, text => told(found(text, place.path)))
  return next({ ...exchange, request: overlay(request, { body }) })
}

const ofReply = async (rule: KeyRule, told: Told, exchange: Exchange, next: Next) => {
  const reply = await next(exchange)
  const { place } = rule
  if (place.kind === 'header') told(headerOf(reply.headers, place.name))
  if (place.kind !== 'json') return reply
  return withBody(
    reply,
    watched(reply.body, reply.headers, text => told(found(text, place.path))),
  )
}

/** Passes every chunk on as it comes, and shows the whole text at the end if it is not too long. */
async function* watched(body: Body, headers: HeaderList, show: (text: string) => void): AsyncGenerator<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of body) {
      size += chunk.length
      if (size <= MOST) chunks.push(chunk)
      yield chunk
    }
  } finally {
    // Whoever knows the length may stop before the end is told; half a document is no JSON.
    const text = size <= MOST ? textOf(Buffer.concat(chunks), headers) : null
    if (text !== null) show(text)
  }
}

const DECODERS = { gzip: gunzipSync, 'x-gzip': gunzipSync, deflate: inflateSync, br: brotliDecompressSync }

const textOf = (bytes: Buffer, headers: HeaderList): string | null => {
  const coding = (headerOf(headers, 'content-encoding') ?? 'identity').toLowerCase()
  if (coding === 'identity') return bytes.toString('utf8')
  const decode = Object.entries(DECODERS).find(([name]) => name === coding)?.[1]
  try {
    return decode?.(bytes, { maxOutputLength: MOST }).toString('utf8') ?? null
  } catch {
    return null
  }
}

const found = (text: string, path: JsonPath): unknown => {
  try {
    return valueAt(JSON.parse(text), path)
  } catch {
    return undefined
  }
}

const keyOf = (value: unknown, { seal }: KeyRule): string | null => {
  if (typeof value !== 'string' && typeof value !== 'number') return null
  const key = String(value)
  if (seal !== null) return `sealed:${seal(key).slice(0, 16)}`
  return key.length > LONGEST ? `sha256:${createHash('sha256').update(key).digest('hex').slice(0, 16)}` : key
}
