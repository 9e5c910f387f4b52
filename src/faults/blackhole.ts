import * as v from 'valibot'
import { Cut, type Exchange, type Middleware, overlay, type Reshape } from '../core/exchange.js'
import { defineFault, type Tools } from '../core/fault.js'
import { bytesAt, tooShort, unfitShare } from '../core/moment.js'
import { type BodyPoint, duration, oneOf, point, shape } from '../core/options.js'

export const blackhole = defineFault({
  name: 'blackhole',
  seen: 'silence on an open connection, until its own timeout (curl 28) or the cut: ECONNRESET, socket hang up',
  peers: 'Toxiproxy timeout',
  fallacy: 'The network is reliable',
  summary: 'Reads bytes and loses them while the connection stays open and silent; at the end it is cut.',
  protocols: ['http1', 'http2', 'websocket', 'tcp'],
  options: v.pipe(
    shape({
      direction: v.optional(
        v.pipe(
          oneOf(['up', 'down', 'both']),
          v.description('up: what the client sends; down: what the upstream answers, after it was asked'),
        ),
        'both',
      ),
      at: v.optional(
        v.pipe(
          point,
          v.description('from the start; from the reply on; or from there in the body (up: of the request)'),
        ),
        'request',
      ),
      for: v.optional(v.pipe(duration, v.description('how long; without it until the fault is lifted'))),
      after: v.optional(v.pipe(oneOf(['close', 'reset']), v.description('how the connection is cut then')), 'close'),
    }),
    v.check(
      ({ direction, at }) => direction !== 'up' || at !== 'response',
      'expected at: request or a number of bytes with direction: up, found at: response',
    ),
  ),
  examples: [
    {},
    { for: '10s', after: 'reset' },
    { direction: 'down', at: 'response' },
    { at: '1KiB' },
    { direction: 'up', at: '1KiB' },
  ],
  stage: ({ direction, at }) => (at === 'request' && direction !== 'down' ? 'endEarly' : 'endLate'),
  unfit: ({ at }, protocol) => unfitShare(at, protocol),
  draw: ({ direction, at, for: ms, after }) => ({ direction, at, ms: ms ?? null, after }),
  inject({ direction, at, ms, after }, tools) {
    const vanish: Vanish = async (exchange, source, lost = 0) => {
      const drained = drain(source, lost)
      try {
        await tools.wait(ms ?? Number.POSITIVE_INFINITY, exchange)
      } finally {
        tools.acted({ lost: drained.bytes })
        giveUp(source)
      }
      throw new Cut(after)
    }
    if (typeof at !== 'string')
      return direction === 'up' ? requestFrom(at, tools, vanish) : replyFrom(at, tools, vanish)
    if (at === 'request' && direction !== 'down')
      return exchange => vanish(exchange, exchange.request.body?.[Symbol.asyncIterator]())
    return async (exchange, next) =>
      vanish(exchange, (await next({ ...exchange, hushed: true })).body[Symbol.asyncIterator]())
  },
})

type Source = AsyncIterator<Uint8Array>
/** Loses what the source still gives, until it is time to cut; `lost` bytes were lost before. */
type Vanish = (exchange: Exchange, source: Source | undefined, lost?: number) => Promise<never>

const replyFrom =
  (at: BodyPoint, tools: Tools, vanish: Vanish): Middleware =>
  async (exchange, next) => {
    const reply = await next(exchange)
    const bytes = bytesAt(at, reply, tools)
    return bytes === null ? reply : { ...reply, body: upTo(bytes, tools, vanish)(reply.body, exchange) }
  }

const requestFrom =
  (at: BodyPoint, tools: Tools, vanish: Vanish): Middleware =>
  (exchange, next) => {
    const { request } = exchange
    if (request.body === null) tools.missed('the request has no body')
    const bytes = request.body === null ? null : bytesAt(at, request, tools)
    if (request.body === null || bytes === null) return next(exchange)
    const body = upTo(bytes, tools, vanish)(request.body, exchange)
    return next({ ...exchange, request: overlay(request, { body }) })
  }

const upTo = (bytes: number, tools: Tools, vanish: Vanish): Reshape =>
  async function* (body, exchange) {
    const source = body[Symbol.asyncIterator]()
    let left = bytes
    let lost = 0
    try {
      while (left > 0) {
        const { done, value } = await source.next()
        if (done) return tools.missed(tooShort(bytes))
        const kept = value.subarray(0, left)
        left -= kept.length
        lost = value.length - kept.length
        yield kept
      }
      await vanish(exchange, source, lost)
    } finally {
      giveUp(source)
    }
  }

/** Not awaited: it comes after the read that is under way, which ends with the exchange. */
const giveUp = (source: Source | undefined) => void source?.return?.().catch(() => {})

/** Reads on without anyone waiting for it; counts what it loses. */
const drain = (source: Source | undefined, lost: number): { readonly bytes: number } => {
  const count = { bytes: lost }
  const read = async () => {
    for (let next = await source?.next(); next && !next.done; next = await source?.next())
      count.bytes += next.value.length
  }
  // The read breaks off when the exchange ends.
  read().catch(() => {})
  return count
}
