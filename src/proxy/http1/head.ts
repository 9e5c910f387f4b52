import type { HeaderList } from '../../core/headers.js'
import { Refusal } from './refusal.js'
import { COLON, CR, FIELD, HTAB, LF, SP, TARGET, TOKEN } from './tokens.js'

/** HTTP/1.0 or HTTP/1.1. */
export type Minor = 0 | 1

/** Fields with the places of their lines in the head: line `i` begins at `lines[i]`, the empty line at the last one. */
export interface FieldSection {
  readonly fields: HeaderList
  readonly lines: readonly number[]
}

interface Head extends FieldSection {
  readonly minor: Minor
  /** The head as latin1, without its empty line: offsets are those of the bytes. */
  readonly text: string
}

export interface RequestHead extends Head {
  readonly method: string
  readonly target: string
}

export interface ReplyHead extends Head {
  readonly status: number
  readonly reason: string
}

/** Reads a request's head (RFC 9112 3 and 5), given as latin1 to the end of its last line. Throws a Refusal. */
export const parseRequestHead = (text: string): RequestHead => {
  const methodEnd = run(text, 0, TOKEN)
  if (methodEnd === 0 || text.charCodeAt(methodEnd) !== SP) throw new Refusal('a request begins with a method')
  const targetEnd = run(text, methodEnd + 1, TARGET)
  if (targetEnd === methodEnd + 1 || text.charCodeAt(targetEnd) !== SP)
    throw new Refusal('a method is followed by one space and a request-target')
  const minor = version(text, targetEnd + 1)
  const next = targetEnd + 1 + VERSION_LENGTH
  if (!text.startsWith('\r\n', next)) throw new Refusal('a request-line ends with the version and CRLF')
  const method = text.slice(0, methodEnd)
  const target = text.slice(methodEnd + 1, targetEnd)
  return { method, target, minor, text, ...parseFields(text, next + 2) }
}

/** Reads a reply's head (RFC 9112 4 and 5); the space before an absent reason may be absent too. Throws a Refusal. */
export const parseReplyHead = (text: string): ReplyHead => {
  const minor = version(text, 0)
  const status = Number(text.slice(VERSION_LENGTH + 1, VERSION_LENGTH + 4))
  if (!/^ [1-9][0-9][0-9]$/.test(text.slice(VERSION_LENGTH, VERSION_LENGTH + 4)))
    throw new Refusal('a version is followed by one space and a status of three digits from 100')
  const statusEnd = VERSION_LENGTH + 4
  const reasonStart = text.charCodeAt(statusEnd) === SP ? statusEnd + 1 : statusEnd
  const reasonEnd = reasonStart === statusEnd ? statusEnd : run(text, reasonStart, FIELD)
  if (!text.startsWith('\r\n', reasonEnd)) throw new Refusal('a status-line ends with a reason phrase and CRLF')
  return { status, reason: text.slice(reasonStart, reasonEnd), minor, text, ...parseFields(text, reasonEnd + 2) }
}

const VERSION_LENGTH = 8

const version = (text: string, at: number): Minor => {
  if (text.startsWith('HTTP/1.1', at)) return 1
  if (text.startsWith('HTTP/1.0', at)) return 0
  const other = /^HTTP\/[0-9]\.[0-9]$/.test(text.slice(at, at + VERSION_LENGTH))
  throw other ? new Refusal('the version is HTTP/1.1 or HTTP/1.0', 505) : new Refusal('there is no HTTP-version')
}

/** Reads field lines (RFC 9112 5) from `from` to the end of the text; also those of a trailer section. Throws a Refusal. */
export const parseFields = (text: string, from = 0): FieldSection => {
  const fields: (readonly [string, string])[] = []
  const lines: number[] = []
  let at = from
  while (at < text.length) {
    lines.push(at)
    const nameEnd = run(text, at, TOKEN)
    if (nameEnd === at || text.charCodeAt(nameEnd) !== COLON) throw misnamed(text.charCodeAt(at), nameEnd === at)
    let start = nameEnd + 1
    while (isBlank(text.charCodeAt(start))) start++
    const lineEnd = run(text, start, FIELD)
    if (text.charCodeAt(lineEnd) !== CR || text.charCodeAt(lineEnd + 1) !== LF) throw illegal(text.charCodeAt(lineEnd))
    let end = lineEnd
    while (end > start && isBlank(text.charCodeAt(end - 1))) end--
    fields.push([text.slice(at, nameEnd), text.slice(start, end)])
    at = lineEnd + 2
  }
  lines.push(at)
  return { fields, lines }
}

const isBlank = (code: number) => code === SP || code === HTAB

/** Where the run of such characters that begins at `at` ends. */
const run = (text: string, at: number, characters: Uint8Array): number => {
  let end = at
  while (characters[text.charCodeAt(end)] === 1) end++
  return end
}

const misnamed = (first: number, nameless: boolean): Refusal => {
  if (!nameless) return new Refusal('a field name is a token that is followed by a colon at once')
  return new Refusal(isBlank(first) ? 'field lines are not folded' : 'a field line begins with a name')
}

const illegal = (code: number): Refusal => {
  if (code === CR) return new Refusal('CR stands before LF only')
  if (code === LF) return new Refusal('lines end with CRLF')
  return new Refusal('a field value has no control characters')
}
