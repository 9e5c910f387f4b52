import * as v from 'valibot'
import { type Body, bodyOf } from '../core/body.js'
import { type Exchange, type Reply, withBody } from '../core/exchange.js'
import { defineFault } from '../core/fault.js'
import { headerOf } from '../core/headers.js'
import { duration, shape, wholeNumber } from '../core/options.js'

/** A reply with a larger body is not kept, in bytes. */
const KEPT_LIMIT = 256 * 1024
/** What makes two requests for the same target two different ones. */
const VARYING = ['authorization', 'cookie', 'accept', 'accept-encoding', 'accept-language', 'range', 'host']

interface Kept {
  readonly reply: Omit<Reply, 'body' | 'trailers'>
  readonly body: Buffer
  readonly at: number
}

export const stale = defineFault({
  name: 'stale',
  seen: 'an earlier reply to the same question',
  peers: 'WireMock scenarios',
  fallacy: 'There is one administrator',
  summary: 'Answers GET with an earlier reply to the same request, as a cache does that holds on to it for too long.',
  protocols: ['http1', 'http2'],
  options: shape({
    age: v.pipe(duration, v.description('how long a reply is given again before a new one is fetched')),
    maxEntries: v.optional(
      v.pipe(wholeNumber('a number of replies from 1 to 1000', 1, 1_000), v.description('how many are kept')),
      100,
    ),
  }),
  examples: [{ age: '30s' }, { age: '5m', maxEntries: 10 }],
  stage: () => 'answer',
  draw: ({ age, maxEntries }) => ({ ageMs: age, maxEntries }),
  inject({ ageMs, maxEntries }, tools) {
    const cache = tools.state('proxy', () => new Map<string, Kept>())
    const keep = (key: string, kept: Kept) => {
      cache.delete(key)
      cache.set(key, kept)
      const [oldest] = cache.keys()
      if (cache.size > maxEntries && oldest !== undefined) cache.delete(oldest)
    }
    return async (exchange, next) => {
      const key = keyOf(exchange)
      const now = tools.clock.now()
      const known = exchange.request.method === 'GET' ? cache.get(key) : undefined
      if (known !== undefined && now - known.at < ageMs) {
        tools.acted({ ageMs: Math.round(now - known.at) })
        return { ...known.reply, body: bodyOf(known.body), isInjected: true }
      }
      tools.missed(exchange.request.method === 'GET' ? 'no earlier reply is kept' : 'only replies to GET are kept')
      const reply = await next(exchange)
      if (exchange.request.method !== 'GET' || reply.status !== 200) return reply
      const { body, trailers: _, ...head } = reply
      return withBody(
        reply,
        copied(body, copy => keep(key, { reply: head, body: copy, at: now })),
      )
    }
  },
})

const keyOf = ({ request }: Exchange): string =>
  JSON.stringify([request.target, ...VARYING.map(name => headerOf(request.headers, name) ?? null)])

/** Passes a body on and hands over a copy of it, if it ends well and is not too large. */
async function* copied(body: Body, whole: (copy: Buffer) => void): Body {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size <= KEPT_LIMIT) chunks.push(chunk)
    else chunks.length = 0
    yield chunk
  }
  if (size <= KEPT_LIMIT) whole(Buffer.concat(chunks))
}
