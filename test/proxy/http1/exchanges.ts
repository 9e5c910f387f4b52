import type { Random } from '../../../src/core/random.js'

/** One request and its reply as exact bytes (latin1), and how the reply ends. */
export interface Wire {
  readonly request: string
  readonly reply: string
  /** The reply's body ends with its connection. */
  readonly untilClose: boolean
}

/** An exchange that is like no other, as far as chance goes: heads, framing and hop-by-hop fields of many kinds. */
export const exchangeOf = (random: Random): Wire => {
  const dice = { ...diceOf(random), random }
  const method = dice.pick(['GET', 'HEAD', 'OPTIONS', 'DELETE', 'POST', 'PUT', 'PATCH', 'REPORT'])
  const hasBody = /^(P|REPORT)/.test(method)
  const target = dice.pick([
    '/',
    '/a/../%2f?q=%20',
    '/a?b=c&d',
    '//double',
    '/a;b=c',
    '/%F0%9F%98%80',
    '/a/',
    '/a"<>{}|^`',
  ])
  const sent = hasBody ? bodyOf(dice, dice.pick(['length', 'chunked'])) : NOTHING
  const requestFields = shuffled(dice, [
    'Host: shop.test',
    ...fieldsOf(dice),
    ...sent.fields,
    ...dice.pick(REQUEST_HOPS),
  ])
  const status = dice.pick([
    '200 OK',
    '201 Created',
    '404 Not Found',
    '500 Oh no',
    '299 caf\xe9',
    '204 No Content',
    '304 Not Modified',
    '200 ',
  ])
  const bodiless = method === 'HEAD' || /^(204|304)/.test(status)
  const framing = dice.pick(['length', 'chunked', 'close'] as const)
  const answered = bodyOf(dice, framing)
  const hops = framing === 'close' ? ['Connection: close'] : dice.pick(REPLY_HOPS)
  const framed = bodiless && framing === 'close' ? [] : answered.fields
  const replyFields = shuffled(dice, [...fieldsOf(dice), ...framed, ...hops])
  const interim = dice.pick(['', '', '', 'HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n'])
  return {
    request: headOf(`${method} ${target} HTTP/1.1`, requestFields) + sent.bytes,
    reply: interim + headOf(`HTTP/1.1 ${status}`, replyFields) + (bodiless ? '' : answered.bytes),
    untilClose: !bodiless && framing === 'close',
  }
}

const headOf = (line: string, fields: readonly string[]) => [line, ...fields, '', ''].join('\r\n')

interface Dice {
  readonly below: (limit: number) => number
  readonly pick: <T>(from: readonly [T, ...T[]]) => T
  readonly random: Random
}

const diceOf = (random: Random): Omit<Dice, 'random'> => {
  const below = (limit: number) => Math.floor(random.float() * limit)
  return { below, pick: from => from[below(from.length)] ?? from[0] }
}

const FIELDS = [
  ...[
    'X-CaSe: Mixed',
    'accept:*/*',
    'ACCEPT: a, b',
    'X-Empty:',
    'X-Space: \t padded \t',
    'X-Text: caf\xe9 \xff',
    '__proto__: x',
  ],
  ...[
    'Cookie: a=b; c=d',
    'Set-Cookie: a=1; Path=/',
    'set-cookie: b=2',
    'X-Quote: "a\\"b", c',
    'Date: Tue, 24 Nov 2026 00:00:00 GMT',
  ],
  ...['Content-Type: text/plain', 'ETag: W/"1"', "X-!#$%&'*+.^_`|~: 1", `X-Long: ${'y'.repeat(3_000)}`],
]
const fieldsOf = ({ below }: Dice) => Array.from({ length: below(6) }, () => FIELDS[below(FIELDS.length)] ?? 'X: y')

const REQUEST_HOPS: readonly [string[], ...string[][]] = [
  ...([[]] as [string[]]),
  ...[
    ['Connection: keep-alive'],
    ['Connection: X-Hop', 'X-Hop: 1'],
    ['TE: trailers', 'Connection: TE'],
    ['Proxy-Connection: keep-alive'],
  ],
  ...[
    ['Connection: keep-alive, X-A', 'X-A: 1', 'x-a: 2', 'Keep-Alive: timeout=5'],
    ['Proxy-Authorization: Basic eA=='],
  ],
]
const REPLY_HOPS: readonly [string[], ...string[][]] = [
  ...([[]] as [string[]]),
  ...[
    ['Connection: keep-alive', 'Keep-Alive: timeout=5'],
    ['Connection: close'],
    ['Connection: X-Hop', 'X-Hop: 1', 'X-Hop: 2'],
  ],
]

const shuffled = ({ below }: Dice, fields: readonly string[]): string[] => {
  const list = [...fields]
  for (let at = list.length - 1; at > 0; at--) {
    const other = below(at + 1)
    ;[list[at], list[other]] = [list[other] ?? '', list[at] ?? '']
  }
  return list
}

const NOTHING = { fields: [] as string[], bytes: '' }

const bodyOf = (dice: Dice, framing: 'length' | 'chunked' | 'close') => {
  const size = dice.pick([0, 1, 10, 1_000, 20_000, 150_000])
  const bytes = Buffer.from(Uint8Array.from({ length: size }, (_, at) => (at * 7 + size) & 0xff)).toString('latin1')
  if (framing === 'close') return { fields: [] as string[], bytes }
  if (framing === 'length') return { fields: [dice.pick([`Content-Length: ${size}`, `content-length:${size}`])], bytes }
  const fields = [dice.pick(['Transfer-Encoding: chunked', 'transfer-encoding:Chunked'])]
  return {
    fields,
    bytes: chunksOf(dice, bytes) + dice.pick(['0\r\n\r\n', '000\r\nX-Sum: 1\r\nx-sum: 2\r\n\r\n', '0;last\r\n\r\n']),
  }
}

const chunksOf = ({ below, pick }: Dice, bytes: string): string => {
  let text = ''
  for (let at = 0; at < bytes.length; ) {
    const chunk = bytes.slice(at, at + 1 + below(30_000))
    text += `${pick(['', '0'])}${chunk.length.toString(16)}${pick(['', '', ';a=b', ';q="x y"'])}\r\n${chunk}\r\n`
    at += chunk.length
  }
  return text
}
