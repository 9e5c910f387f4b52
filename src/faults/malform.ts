import * as v from 'valibot'
import type { Body } from '../core/body.js'
import { Cut, type Exchange, type Reply, type Rewire } from '../core/exchange.js'
import { defineFault, type Tools } from '../core/fault.js'
import { type HeaderList, hasHeader, withHeader, withLength, withoutHeaders } from '../core/headers.js'
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
  seen: 'parse errors (HPE_INVALID_CONSTANT, HPE_INVALID_CHUNK_SIZE, curl 1, 56; HTTP/2: PROTOCOL_ERROR, curl 92), or a body that is silently cut',
  peers: 'WireMock MALFORMED_RESPONSE_CHUNK, RANDOM_DATA_THEN_CLOSE',
  fallacy: 'The network is homogeneous',
  summary: 'Changes a reply so that it breaks the grammar of HTTP exactly as the kind says.',
  protocols: ['http1', 'http2'],
  options: shape({
    kind: v.pipe(
      oneOf(KINDS),
      v.description(
        'a Content-Length that is too large or too small (on HTTP/2 only these two), or with chunks; a chunk without a size; lines that end with LF; a folded field; no head; no status line',
      ),
    ),
  }),
  examples: [{ kind: 'lengthOver' }, ...KINDS.slice(1).map(kind => ({ kind }))],
  stage: () => 'mutate',
  unfit: ({ kind }, protocol) =>
    protocol === 'http1' || CLAIMS[kind] !== undefined
      ? null
      : `expected kind: ${Object.keys(CLAIMS).join(' or ')} on http2, whose frames leave no other to break, found kind: ${kind}`,
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
      if (exchange.protocol === 'http2') return { ...reply, headers: withLength(headers, claimed(kind, headers)) }
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

/** A length that is not that of the body. */
const CLAIMS: Readonly<Partial<Record<Kind, (length: number) => number>>> = {
  lengthOver: length => 2 * length + 1,
  lengthUnder: length => Math.floor(length / 2),
}
const claimed = (kind: Kind, headers: HeaderList): number => {
  const length = lengthOf(headers) ?? 0
  return CLAIMS[kind]?.(length) ?? length
}

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
  switch (kind) {
    case 'lengthOver':
      return chained(claimLength(claimed(kind, headers)), ({ head, body }) => ({
        head,
        body: endless(body, exchange, tools),
      }))
    case 'lengthUnder':
      return claimLength(claimed(kind, headers))
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
