import * as v from 'valibot'
import { duration } from './options.js'

const isHttp = (text: string): boolean => {
  const protocol = URL.canParse(text) ? new URL(text).protocol : ''
  return protocol === 'http:' || protocol === 'https:'
}

/** Shapes for the options of what speaks HTTP. */
export const httpUrl = v.pipe(
  v.string(),
  v.check(isHttp, issue => `expected a URL with http:// or https://, found ${issue.input}`),
  v.metadata({ description: 'a URL with http:// or https://', examples: ['http://127.0.0.1:3000/healthz'] }),
)

const token = v.pipe(
  v.string(),
  v.regex(/^[!#$%&'*+.^_`|~\w-]+$/, issue => `expected the name of a header, found ${JSON.stringify(issue.input)}`),
)

const fieldValue = v.pipe(
  v.union([v.string(), v.number(), v.boolean()], 'expected text'),
  v.transform(String),
  v.regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'expected text without control characters'),
)

/** Names and values of header fields (RFC 9110 5). */
export const headerMap = v.pipe(
  v.record(token, fieldValue),
  v.metadata({ description: 'header fields', examples: [{ accept: 'application/json' }] }),
)

export const method = v.pipe(
  v.string(),
  v.regex(/^[A-Z]+(?:-[A-Z]+)*$/, issue => `expected a method such as GET, found ${issue.input}`),
  v.metadata({ description: 'a method in capital letters', examples: ['GET', 'POST'] }),
)

/** How long a sample may take, ms. */
export const timeout = v.pipe(
  duration,
  v.check(ms => ms > 0 && ms <= 60_000, 'expected a timeout of at most 60s'),
  v.metadata({
    description: 'how long a sample may take, at most 60s; a timeout is a failed sample',
    examples: ['2s'],
  }),
)
