import { type Fields, parseFields } from './fields.js'
import { Refusal } from './refusal.js'
import { FIELD, run, SP, TARGET, TOKEN } from './tokens.js'

/** HTTP/1.0 or HTTP/1.1. */
export type Minor = 0 | 1

interface Head {
  readonly minor: Minor
  /** The head as latin1, without its empty line: offsets are those of the bytes. */
  readonly text: string
  readonly fields: Fields
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
  return { method, target, minor, text, fields: parseFields(text, next + 2) }
}

/** Reads a reply's head (RFC 9112 4 and 5); the space before an absent reason may be absent too. Throws a Refusal. */
export const parseReplyHead = (text: string): ReplyHead => {
  const minor = version(text, 0)
  const status = statusAt(text, VERSION_LENGTH + 1)
  if (Number.isNaN(status) || text.charCodeAt(VERSION_LENGTH) !== SP)
    throw new Refusal('a version is followed by one space and a status of three digits from 100')
  const statusEnd = VERSION_LENGTH + 4
  const reasonStart = text.charCodeAt(statusEnd) === SP ? statusEnd + 1 : statusEnd
  const reasonEnd = reasonStart === statusEnd ? statusEnd : run(text, reasonStart, FIELD)
  if (!text.startsWith('\r\n', reasonEnd)) throw new Refusal('a status-line ends with a reason phrase and CRLF')
  const reason = text.slice(reasonStart, reasonEnd)
  return { status, reason, minor, text, fields: parseFields(text, reasonEnd + 2) }
}

const VERSION_LENGTH = 8

/** Three digits, or NaN. */
const statusAt = (text: string, at: number): number => {
  const status = digit(text, at) * 100 + digit(text, at + 1) * 10 + digit(text, at + 2)
  return status >= 100 ? status : Number.NaN
}
const digit = (text: string, at: number): number => {
  const value = text.charCodeAt(at) - 0x30
  return value >= 0 && value <= 9 ? value : Number.NaN
}

const version = (text: string, at: number): Minor => {
  if (text.startsWith('HTTP/1.1', at)) return 1
  if (text.startsWith('HTTP/1.0', at)) return 0
  const other = /^HTTP\/[0-9]\.[0-9]$/.test(text.slice(at, at + VERSION_LENGTH))
  throw other ? new Refusal('the version is HTTP/1.1 or HTTP/1.0', 505) : new Refusal('there is no HTTP-version')
}
