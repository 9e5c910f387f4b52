import * as v from 'valibot'
import type { Body } from '../core/body.js'
import { Cut, type Reply, withBody } from '../core/exchange.js'
import { defineFault, type Tools } from '../core/fault.js'
import { hasHeader, withHeader } from '../core/headers.js'
import { atPoint, bytesAt, hasBody, lengthOf, tooShort, unfitShare } from '../core/moment.js'
import { bodyPoint, oneOf, shape } from '../core/options.js'

export const truncate = defineFault({
  name: 'truncate',
  seen: 'aborted, terminated, curl 18 at the byte; with clean: a shorter body and no error',
  peers: 'Toxiproxy limit_data',
  fallacy: 'The network is reliable',
  summary: 'Loses the rest of a reply body: the connection breaks there, goes silent, or the framing lies (clean).',
  protocols: ['http1', 'http2', 'websocket', 'tcp'],
  options: shape({
    at: v.pipe(bodyPoint, v.description('how much of the body is delivered')),
    end: v.optional(
      v.pipe(
        oneOf(['close', 'reset', 'stall', 'clean']),
        v.description('stall: open and silent until lifted, then closed; clean: a well-formed, shorter reply'),
      ),
      'close',
    ),
  }),
  examples: [{ at: '500B' }, { at: '50%', end: 'reset' }, { at: '1KiB', end: 'stall' }, { at: '50%', end: 'clean' }],
  stage: () => 'endLate',
  unfit: ({ at, end }, protocol) =>
    unfitShare(at, protocol) ??
    (end === 'clean' && (protocol === 'tcp' || protocol === 'websocket')
      ? `expected end: close on ${protocol}, where no framing can be mended, found end: clean`
      : null),
  draw: ({ at, end }) => ({ at, end }),
  inject:
    ({ at, end }, tools) =>
    async (exchange, next) => {
      const reply = await next(exchange)
      const bytes = bytesAt(at, reply, tools)
      const length = hasBody(exchange, reply) ? (lengthOf(reply.headers) ?? Number.POSITIVE_INFINITY) : 0
      if (bytes === null) return reply
      if (length <= bytes) {
        tools.missed(`the body has only ${length} bytes`)
        return reply
      }
      if (end === 'clean') return shortened(reply, bytes, tools)
      const lose = async () => {
        tools.acted({ bytes })
        if (end === 'stall') await tools.wait(Number.POSITIVE_INFINITY, exchange)
        throw new Cut(end === 'reset' ? 'reset' : 'close')
      }
      return atPoint({ bytes }, tools, lose)(exchange, async () => reply)
    },
})

const shortened = (reply: Reply, bytes: number, tools: Tools): Reply => {
  const { headers } = reply
  const honest = hasHeader(headers, 'content-length') ? withHeader(headers, 'Content-Length', String(bytes)) : headers
  return withBody({ ...reply, headers: honest }, firstOf(reply.body, bytes, tools))
}

async function* firstOf(body: Body, bytes: number, tools: Tools): Body {
  let left = bytes
  for await (const chunk of body) {
    if (chunk.length > left) {
      tools.acted({ bytes })
      if (left > 0) yield chunk.subarray(0, left)
      return
    }
    left -= chunk.length
    yield chunk
  }
  tools.missed(tooShort(bytes))
}
