import * as v from 'valibot'
import type { Body } from '../core/body.js'
import { withBody } from '../core/exchange.js'
import { defineFault } from '../core/fault.js'
import { type HeaderList, headerOf, withLength } from '../core/headers.js'
import { hasBody, lengthOf } from '../core/moment.js'
import { shape, size } from '../core/options.js'
import { whyNotPlain } from '../core/whole.js'

/** Many servers and clients refuse a longer line, however much they take in all. */
const FIELD_BYTES = 4 * 1024
const NAME = 'X-Padding'
const PIECE = Buffer.alloc(16 * 1024, ' ')

export const bloat = defineFault({
  name: 'bloat',
  seen: 'a larger head or body; 431 or HPE_HEADER_OVERFLOW where heads are limited',
  peers: 'none in Toxiproxy, Envoy or WireMock',
  fallacy: 'Transport cost is zero',
  summary: 'Adds padding to replies: header fields that nobody needs, and white space behind JSON.',
  protocols: ['http1', 'http2'],
  options: v.pipe(
    shape({
      headers: v.optional(
        v.pipe(
          size,
          v.maxValue(1024 ** 2, 'expected at most 1MiB of headers, found more'),
          v.description('header bytes that are added'),
        ),
      ),
      body: v.optional(v.pipe(size, v.description('white space that is added to JSON, in bytes'))),
    }),
    v.check(
      ({ headers = 0, body = 0 }) => headers >= 1 || body >= 1,
      'expected a size for headers or body, found none',
    ),
  ),
  examples: [{ headers: '8KiB' }, { body: '1MiB' }, { headers: '2KiB', body: '64KiB' }],
  stage: () => 'mutate',
  draw: ({ headers = 0, body = 0 }) => ({ headers: Math.round(headers), body: Math.round(body) }),
  grown: ({ headers, body }, share) => ({ headers: Math.round(headers * share), body: Math.round(body * share) }),
  inject:
    ({ headers, body }, tools) =>
    async (exchange, next) => {
      const reply = await next(exchange)
      const padded = { ...reply, headers: [...reply.headers, ...padding(headers)] }
      if (body === 0) return padded
      const why = hasBody(exchange, reply) ? whyNotJson(reply.headers) : 'the reply has no body'
      if (why !== null) {
        tools.missed(why)
        return padded
      }
      const length = lengthOf(reply.headers) ?? 0
      return withBody({ ...padded, headers: withLength(padded.headers, length + body) }, spaced(reply.body, body))
    },
})

/** Fields of `bytes` bytes in all, each with its colon, space and CRLF. */
const padding = (bytes: number): HeaderList => {
  const fields: [string, string][] = []
  for (let left = bytes; left > 0; left -= FIELD_BYTES)
    fields.push([NAME, 'x'.repeat(Math.max(0, Math.min(left, FIELD_BYTES) - NAME.length - 4))])
  return fields
}

const whyNotJson = (headers: HeaderList): string | null =>
  /[/+]json\b/i.test(headerOf(headers, 'content-type') ?? '') ? whyNotPlain(headers) : 'the body is not JSON'

async function* spaced(body: Body, bytes: number): Body {
  yield* body
  for (let left = bytes; left > 0; left -= PIECE.length) yield PIECE.subarray(0, left)
}
