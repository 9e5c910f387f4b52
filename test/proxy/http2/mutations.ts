import { setTimeout as later } from 'node:timers/promises'
import { seeded } from '../../../src/core/random.js'
import { frameOf, settingsFrame, words } from '../../../src/proxy/http2/frames.js'
import { HeaderEncoder } from '../../../src/proxy/http2/header-encoder.js'
import { data, headers, type RawH2, rawH2Client, rst } from '../../support/h2-raw.js'
import { httpOrigin, rawOrigin, type Seen } from '../../support/origin.js'
import { plainHttp2 } from '../../support/plain-http2.js'
import { type WholeMessage, wholeMessages } from './model.js'
import { mutate } from './mutate.js'

const [HEADERS, RST] = [1, 3]
const [END_STREAM, END_HEADERS, PADDED, PRIORITY, CONTINUATION] = [0x1, 0x4, 0x8, 0x20, 9]
/** How long a conversation may take that nobody ends. */
const PATIENCE_MS = 500
const AT_ONCE = 25

const asking = (method: string, path: string) => ({
  ...{ ':method': method, ':scheme': 'http', ':path': path, ':authority': 'a.test' },
})

/** Requests of many shapes, some cut off; each names itself in its path and in every part of its body. */
const requests = (name: string): readonly Buffer[] => {
  const path = (at: number) => `/${name}-${at}`
  const block = new HeaderEncoder().encode(Object.entries(asking('POST', path(5))))
  return [
    settingsFrame([[3, 100]]),
    headers(1, asking('GET', path(1)), END_STREAM | END_HEADERS),
    headers(3, { ...asking('POST', path(3)), 'content-length': '20' }, END_HEADERS),
    data(3, `${name}-3 first `.padEnd(10, '.').slice(0, 10)),
    frameOf(1, 0, 5, block.subarray(0, 9)),
    frameOf(CONTINUATION, END_HEADERS, 5, block.subarray(9)),
    data(5, `${name}-5 one `),
    data(3, `${name}-3 last `.padEnd(10, '.').slice(0, 10), END_STREAM),
    frameOf(0, PADDED, 5, Buffer.from(`\x04${name}-5 two \0\0\0\0`)),
    frameOf(6, 0, 0, Buffer.alloc(8)),
    headers(7, asking('PUT', path(7)), END_HEADERS),
    data(7, `${name}-7 half `),
    rst(7, 8),
    headers(5, { 'x-end': '1' }, END_STREAM | END_HEADERS),
    frameOf(8, 0, 0, words(1_000)),
    headers(9, asking('POST', path(9)), END_HEADERS),
    data(9, `${name}-9 half `),
    frameOf(1, PRIORITY | END_STREAM | END_HEADERS, 11, Buffer.concat([words(0), Buffer.from([1]), block])),
  ]
}

/** Replies to three requests of HTTP/2: with a length, streamed with trailers, and one cut off. */
const replies = (name: string): readonly Buffer[] => [
  settingsFrame([[4, 60_000]]),
  headers(1, { ':status': '200', 'content-length': '12' }, END_HEADERS),
  data(1, `${name}-1 whole`.padEnd(12, '.').slice(0, 12), END_STREAM),
  headers(3, { ':status': '103', link: 'x' }, END_HEADERS),
  headers(3, { ':status': '201' }, END_HEADERS),
  data(3, `${name}-3 one `),
  frameOf(0, PADDED, 3, Buffer.from(`\x02${name}-3 two \0\0`)),
  headers(3, { 'x-end': '1' }, END_STREAM | END_HEADERS),
  headers(5, { ':status': '202' }, END_HEADERS),
  data(5, `${name}-5 half `),
]

interface Found {
  readonly seed: number
  readonly wrong: unknown
}

/** Runs so many, some at once. */
const each = async (count: number, run: (at: number) => Promise<Found | null>): Promise<readonly Found[]> => {
  const found: Found[] = []
  let at = 0
  const worker = async () => {
    while (at < count && found.length < 5) {
      const wrong = await run(at++)
      if (wrong !== null) found.push(wrong)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return found
}

const until = async (holds: () => boolean, ms: number): Promise<boolean> => {
  for (const end = performance.now() + ms; performance.now() < end; await later(2)) if (holds()) return true
  return holds()
}

const keyOf = ({ name, body }: WholeMessage): string => JSON.stringify([name, body])

/**
 * Sends so many mutations of requests to an upstream of HTTP/1.1. Wrong: a request that the upstream takes as whole and
 * that was not in the bytes as a whole one, with this very body; or a connection or an exchange that stays.
 */
export const requestMutations = async (count: number, seed: number): Promise<readonly Found[]> => {
  await using origin = await httpOrigin()
  await using proxy = await plainHttp2(origin.url, 'http1')
  const whole = new Set<string>()
  const found = await each(count, async at => {
    const bytes = mutate(requests(`c${at}`), seeded(seed).fork('requests', at))
    const expected = wholeMessages(bytes)
    for (const message of expected) whole.add(keyOf(message))
    using client = rawH2Client(proxy.port, null, bytes)
    const told = () => client.frames.filter(({ type }) => type === HEADERS || type === RST).length
    await until(() => client.socket.readableEnded || told() >= expected.length, PATIENCE_MS)
    return null
  })
  const isOver = await until(() => proxy.open === 0 && proxy.connections === 0, 60_000)
  const odd = origin.seen.filter(one => one.state === 'complete' && !whole.has(keyOf(asMessage(one))))
  if (!isOver) return [{ seed, wrong: { open: proxy.open, connections: proxy.connections } }]
  if (origin.seen.length < count / 4) return [{ seed, wrong: `only ${origin.seen.length} requests arrived` }]
  return [...found, ...odd.map(one => ({ seed, wrong: asMessage(one) }))]
}

const asMessage = ({ target, body }: Seen): WholeMessage => ({ name: target, body: body.toString('latin1') })

/**
 * Has an upstream of HTTP/2 send so many mutations of replies. Wrong: a reply that reaches the client as whole, is none of
 * the proxy's own, and was not in the bytes as a whole one; or a connection or an exchange that stays.
 */
export const replyMutations = async (count: number, seed: number): Promise<readonly Found[]> => {
  let arrived = 0
  const found = await each(count, async at => {
    const bytes = mutate(replies(`c${at}`), seeded(seed).fork('replies', at))
    let connections = 0
    await using origin = await rawOrigin(async peer => {
      // What goes again, after the first connection broke, is answered by nothing.
      if (++connections > 1) return peer.finish()
      await peer.until(/\/three/)
      await peer.send(bytes)
      await later(10)
      peer.finish()
    })
    await using proxy = await plainHttp2(origin.url, 'h2c')
    const asked = ['/one', '/two', '/three'].map((path, n) => headers(2 * n + 1, asking('GET', path), 5))
    using client = rawH2Client(proxy.port, ...asked)
    const closed = () => proxy.entries.filter(({ type }) => type === 'exchange.closed').length
    if (!(await until(() => closed() >= 3, 5_000))) return { seed, wrong: { at, open: proxy.open } }
    await until(() => client.frames.filter(({ type }) => type === HEADERS || type === RST).length >= 3, PATIENCE_MS)
    const whole = new Set(wholeMessages(bytes).map(keyOf))
    const got = wholeMessages(bytesOf(client))
    arrived += got.filter(({ name }) => name !== '502').length
    const odd = got.filter(one => !one.body.startsWith('fallacy: ') && !whole.has(keyOf(one)))
    return odd.length === 0 ? null : { seed, wrong: { at, odd, whole: [...whole] } }
  })
  return arrived < count / 2 ? [{ seed, wrong: `only ${arrived} replies arrived` }] : found
}

const bytesOf = ({ frames }: RawH2): Buffer =>
  Buffer.concat(frames.map(({ type, flags, stream, payload }) => frameOf(type, flags, stream, payload)))
