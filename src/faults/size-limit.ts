import * as v from 'valibot'
import type { Body } from '../core/body.js'
import { onRequest, type Request } from '../core/exchange.js'
import { defineFault } from '../core/fault.js'
import { lengthOf } from '../core/moment.js'
import { shape, size } from '../core/options.js'
import { ownReply } from '../core/own-reply.js'

const LIMITS = ['url', 'header', 'body'] as const

export const sizeLimit = defineFault({
  name: 'sizeLimit',
  seen: '413, 414 or 431',
  peers: 'Envoy max_request_headers_kb, buffer filter',
  fallacy: 'There is one administrator',
  summary: 'Answers 431, 413 or 414 to requests whose header, body or URL is larger than allowed.',
  protocols: ['http1', 'http2'],
  options: v.pipe(
    shape({
      header: v.optional(v.pipe(size, v.description('of all header fields together: 431'))),
      body: v.optional(v.pipe(size, v.description('413, at once where its length is told, else when it is reached'))),
      url: v.optional(v.pipe(size, v.description('of the request-target: 414'))),
    }),
    v.check(
      options => LIMITS.some(limit => options[limit] !== undefined),
      'expected a limit for header, body or url, found none',
    ),
  ),
  examples: [{ body: '1KiB' }, { header: '2KiB', url: '200B' }],
  stage: () => 'answer',
  draw: ({ header, body, url }) => ({ header: header ?? null, body: body ?? null, url: url ?? null }),
  inject(limits, tools) {
    const refuse = ({ what, status, bytes }: Measure) => {
      tools.acted({ status, bytes })
      return ownReply(status, `the ${what} is too large`)
    }
    return async (exchange, next) => {
      const told = measured(exchange.request).find(
        ({ what, bytes }) => bytes > (limits[what] ?? Number.POSITIVE_INFINITY),
      )
      if (told !== undefined) return refuse(told)
      const counted: Measure = { what: 'body', status: 413, bytes: 0 }
      const { body: limit } = limits
      try {
        const reply = await onRequest(body => (limit === null ? body : within(body, limit, counted)))(exchange, next)
        tools.passed('nothing was too large')
        return reply
      } catch (error) {
        if (limit !== null && counted.bytes > limit) return refuse(counted)
        throw error
      }
    }
  },
})

interface Measure {
  readonly what: (typeof LIMITS)[number]
  readonly status: number
  bytes: number
}

/** A field counts as it is written, `name: value` and CRLF. */
const measured = ({ target, headers, body }: Request): readonly Measure[] => [
  { what: 'url', status: 414, bytes: target.length },
  {
    what: 'header',
    status: 431,
    bytes: headers.reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0),
  },
  { what: 'body', status: 413, bytes: body === null ? 0 : (lengthOf(headers) ?? 0) },
]

async function* within(body: Body, limit: number, counted: Measure): Body {
  for await (const chunk of body) {
    counted.bytes += chunk.length
    if (counted.bytes > limit) throw new Error('the body is too large')
    yield chunk
  }
}
