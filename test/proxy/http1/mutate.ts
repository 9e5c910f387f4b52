import type { Random } from '../../../src/core/random.js'

const PIECES = [
  '\r',
  '\n',
  '\r\n',
  '\r\n\r\n',
  ' ',
  '\t',
  ':',
  ';',
  ',',
  '=',
  '"',
  '0',
  '1',
  '3',
  'a',
  'f',
  '\x00',
  '\x0b',
  '\x7f',
  '\x80',
  '\xff',
  '-',
  '+',
  '_',
  'chunked',
  'Content-Length: 3\r\n',
  'Transfer-Encoding: chunked\r\n',
  'Host: b\r\n',
  'HTTP/1.1',
  'GET / HTTP/1.1\r\nHost: a\r\n\r\n',
] as const

/** One to three small changes, as far as chance goes: bytes lost, put in, replaced, repeated, or another case's end. */
export const mutate = (bytes: string, others: readonly string[], random: Random): string => {
  const below = (limit: number) => Math.floor(random.float() * limit)
  const pick = <T>(from: readonly T[], fallback: T): T => from[below(from.length)] ?? fallback
  let text = bytes
  for (let times = 1 + below(3); times > 0; times--) {
    const at = below(text.length + 1)
    const to = Math.min(text.length, at + 1 + below(4))
    const changes = [
      () => text.slice(0, at) + text.slice(to),
      () => text.slice(0, at) + pick(PIECES, '') + text.slice(at),
      () => text.slice(0, at) + pick(PIECES, '') + text.slice(to),
      () => text.slice(0, to) + text.slice(at),
      () => text.slice(0, at) + String.fromCharCode((text.charCodeAt(at) || 0) ^ 0x20) + text.slice(at + 1),
      () => {
        const other = pick(others, '')
        return text.slice(0, at) + other.slice(below(other.length + 1))
      },
    ]
    text = pick(changes, () => text)()
  }
  return text
}
