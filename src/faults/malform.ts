import * as v from 'valibot'
import type { Body } from '../core/body.js'
import { Cut, type Exchange, type Reply, type Rewire } from '../core/exchange.js'
import { defineFault, type Tools } from '../core/fault.js'
import { type HeaderList, hasHeader, withHeader, withoutHeaders } from '../core/headers.js'
import { hasBody, lengthOf } from '../core/moment.js'
import { oneOf, shape } from '../core/options.js'
import { addLine, chained, claimLength, rewriteHead } from '../core/rewire.js'

const KINDS = [
  ...(['lengthOver', 'lengthUnder', 'lengthAndChunked', 'badChunk'] as const),
  ...(['lfOnly', 'obsFold', 'http09', 'garbage'] as const),
] as const
type Kind = (typeof KINDS)[number]

export const malform = defineFault({
  name: 'malform',
  seen: 'parse errors (HPE_INVALID_CONSTANT, HPE_INVALID_CHUNK_SIZE, curl 1, 56), or a body that is silently cut',
  peers: 'WireMock MALFORMED_RESPONSE_CHUNK, RANDOM_DATA_THEN_CLOSE',
  fallacy: 'The network is homogeneous',
  summary: 'Changes a reply so that it breaks the grammar of HTTP exactly as the kind says.',
  protocols: ['http1'],
  options: shape({
    kind: v.pipe(
      oneOf(KINDS),
      v.description(
        'a Content-Length that is too large or too small, or with chunks; a chunk without a size; lines that end with LF; a folded field; no head; no status line',
      ),
    ),
  }),
  examples: [{ kind: 'lengthOver' }, ...KINDS.slice(1).map(kind => ({ kind }))],
  stage: () => 'mutate',
  draw: ({ kind }) => ({ kind }),
  inject:
    ({ kind }, tools) =>
    async (exchange, next) => {
      const reply = await next(exchange)
      const why = whyNot(kind, exchange, reply)
      if (why !== null) {
        tools.missed(why)
        return reply
      }
      const headers = HEADERS[kind]?.(reply.headers) ?? reply.headers
      return { ...reply, headers, rewire: chained(reply.rewire, rewireFor(kind, exchange, reply, tools)) }
    },
})

const whyNot = (kind: Kind, exchange: Exchange, reply: Reply): string | null => {
  const length = lengthOf(reply.headers)
  if (/^(length|badChunk|http09)/.test(kind) && !hasBody(exchange, reply)) return 'the reply has no body'
  if ((kind === 'lengthOver' || kind === 'lengthUnder') && length === null) return 'the reply has no Content-Length'
  return kind === 'lengthUnder' && length === 0 ? 'the body is empty' : null
}

const ended = (headers: HeaderList): HeaderList => withHeader(headers, 'Connection', 'close')

/** How the body is framed follows from these. */
const HEADERS: Readonly<Partial<Record<Kind, (headers: HeaderList) => HeaderList>>> = {
  badChunk: headers => [
    ...withoutHeaders(headers, 'content-length', 'transfer-encoding'),
    ['Transfer-Encoding', 'chunked'],
  ],
  http09: headers => ended(withoutHeaders(headers, 'content-length', 'transfer-encoding')),
  garbage: ended,
}

const rewireFor = (kind: Kind, exchange: Exchange, { headers }: Reply, tools: Tools): Rewire => {
  const length = lengthOf(headers) ?? 0
  switch (kind) {
    case 'lengthOver':
      return chained(claimLength(2 * length + 1), ({ head, body }) => ({ head, body: endless(body, exchange, tools) }))
    case 'lengthUnder':
      return claimLength(Math.floor(length / 2))
    case 'lengthAndChunked':
      return addLine(hasHeader(headers, 'transfer-encoding') ? 'Content-Length: 1' : 'Transfer-Encoding: chunked')
    case 'badChunk':
      return ({ head, body }) => ({ head, body: withoutSize(body) })
    case 'lfOnly':
      return rewriteHead(head => head.replaceAll('\r\n', '\n'))
    case 'obsFold':
      return addLine('X-Folded: begins here\r\n and goes on here')
    case 'http09':
      return rewriteHead(() => '')
    case 'garbage':
      return rewriteHead(head => head.replace(/^.*/, '\x15\x03\x01 no status line'))
  }
}

/** Bytes that never come are waited for until the client gives up, or the fault is lifted. */
async function* endless(body: Body, exchange: Exchange, tools: Tools): Body {
  yield* body
  await tools.wait(Number.POSITIVE_INFINITY, exchange)
  throw new Cut('close')
}

async function* withoutSize(body: Body): Body {
  let isFirst = true
  for await (const bytes of body) {
    yield isFirst
      ? Buffer.concat([Buffer.from('size\r\n'), bytes.subarray(Buffer.from(bytes).indexOf('\r\n') + 2)])
      : bytes
    isFirst = false
  }
}
