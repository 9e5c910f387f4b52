import { brotliCompressSync, gzipSync } from 'node:zlib'
import * as v from 'valibot'
import { defineFault, type Tools } from '../core/fault.js'
import { type HeaderList, hasHeader, headerOf, withHeader, withoutHeaders } from '../core/headers.js'
import { type Message, remadeReply } from '../core/message.js'
import { oneOf, shape } from '../core/options.js'
import { changed, WHOLE_LIMIT, whyNotPlain } from '../core/whole.js'

const HOW = ['wrong', 'corrupt', 'gzip', 'br', 'identity'] as const

export const encoding = defineFault({
  name: 'encoding',
  seen: 'a body that does not decode (Z_DATA_ERROR, curl 61), or one it did not ask for',
  peers: 'WireMock stub with a wrong Content-Encoding',
  fallacy: 'The network is homogeneous',
  summary:
    'Changes the coding of a reply so that its head and its body disagree, or so that the client never asked for it.',
  protocols: ['http1', 'http2'],
  holds: WHOLE_LIMIT,
  options: v.pipe(
    shape({
      how: v.optional(
        v.pipe(
          oneOf(HOW),
          v.description(
            'wrong: said to be gzip and is not; corrupt: broken gzip; gzip, br: asked for or not; identity: not said to be',
          ),
        ),
      ),
      charset: v.optional(
        v.pipe(
          v.string(),
          v.regex(/^[\w.:-]+$/, 'expected the name of a charset such as iso-8859-1'),
          v.description('what Content-Type says; the bytes stay as they are'),
        ),
      ),
    }),
    v.check(({ how, charset }) => how !== undefined || charset !== undefined, 'expected how or charset, found neither'),
  ),
  examples: [{ how: 'wrong' }, { how: 'corrupt' }, { charset: 'utf-16' }, { how: 'br' }, { how: 'identity' }],
  stage: () => 'mutate',
  draw: ({ how, charset }) => ({ how: how ?? null, charset: charset ?? null }),
  inject: ({ how, charset }, tools) =>
    remadeReply(async message => {
      const { headers, body } = how === null ? message : await recoded(how, message, tools)
      return { headers: charset === null ? headers : withCharset(headers, charset, tools), body }
    }, tools),
})

const recoded = async (how: (typeof HOW)[number], message: Message, tools: Tools): Promise<Message> => {
  const { headers, body } = message
  if (how === 'identity') {
    if (!hasHeader(headers, 'content-encoding')) tools.missed('the body is not compressed')
    return { headers: withoutHeaders(headers, 'content-encoding'), body }
  }
  if (how === 'wrong') {
    const why = whyNotPlain(headers)
    if (why !== null) tools.missed(why)
    return why === null ? { headers: withHeader(headers, 'Content-Encoding', 'gzip'), body } : message
  }
  let done = false
  const compress = (bytes: Buffer) => {
    done = true
    return how === 'br' ? brotliCompressSync(bytes) : how === 'gzip' ? gzipSync(bytes) : broken(gzipSync(bytes))
  }
  const made = await changed(message, compress, tools)
  const coding = how === 'br' ? 'br' : 'gzip'
  return done ? { headers: withHeader(made.headers, 'Content-Encoding', coding), body: made.body } : made
}

/** Gzip whose last eight bytes are the checksum and the length (RFC 1952 2.3.1): here they are another's. */
const broken = (bytes: Buffer): Buffer => {
  const checksum = bytes.subarray(-8)
  for (const [at, byte] of checksum.entries()) checksum[at] = byte ^ 0xff
  return bytes
}

const withCharset = (headers: HeaderList, charset: string, tools: Tools): HeaderList => {
  const type = headerOf(headers, 'content-type')
  if (type === undefined) tools.missed('the reply has no Content-Type')
  if (type === undefined) return headers
  return withHeader(headers, 'Content-Type', `${type.replace(/;\s*charset=[^;]*/i, '')}; charset=${charset}`)
}
