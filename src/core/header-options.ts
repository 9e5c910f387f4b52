import * as v from 'valibot'

/** Fields that follow from a body or belong to a connection: nobody sets them by hand. */
const FRAMING = ['content-length', 'transfer-encoding', 'connection', 'upgrade', 'trailer']

const wants = (what: string) => (issue: { readonly input: unknown }) =>
  `expected ${what}, found ${JSON.stringify(issue.input) ?? String(issue.input)}`

const wantsName = wants(`a header name (not ${FRAMING.join(', ')}, which follow from the body)`)

/** A token (RFC 9110 5.6.2) that is not of the framing. */
export const headerName = v.pipe(
  v.string(wantsName),
  v.regex(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/, wantsName),
  v.check(text => !FRAMING.includes(text.toLowerCase()), wantsName),
)

/** What a field may hold (RFC 9110 5.5), in latin1. */
export const headerValue = v.pipe(
  v.string(wants('a header value in quotes')),
  v.regex(/^[\t\x20-\x7e\x80-\xff]*$/, wants('a header value without line breaks or control characters')),
)
