import * as v from 'valibot'
import { STREAM_CODES } from './stream-code.js'

const NAMES = Object.keys(STREAM_CODES)
const WANTED = 'a code of HTTP/2, by name such as REFUSED_STREAM, or a number from 0 to 13'

const codeOf = (written: unknown): number | undefined => {
  const code = typeof written === 'string' ? NAMES.indexOf(written) : written
  return typeof code === 'number' && Number.isInteger(code) && code >= 0 && code < NAMES.length ? code : undefined
}

/** A code of RST_STREAM or GOAWAY (RFC 9113 7), whose names are numbered from 0. */
export const streamCode = v.pipe(
  v.union([v.string(), v.number()], `expected ${WANTED}`),
  v.check(
    written => codeOf(written) !== undefined,
    issue => `expected ${WANTED}, found ${JSON.stringify(issue.input)}`,
  ),
  v.metadata({ description: WANTED, examples: ['REFUSED_STREAM', 8] }),
  v.transform(written => codeOf(written) ?? 0),
)
