import * as v from 'valibot'
import { defineFault } from '../core/fault.js'
import { headerName } from '../core/header-options.js'
import { shape } from '../core/options.js'
import { parseDuration } from '../core/units.js'

const WANTED = 'a duration with its direction, such as +5m or -1h'

const offset = v.pipe(
  v.string(`expected ${WANTED}`),
  v.check(
    text => /^[+-]/.test(text) && (parseDuration(text.slice(1)) ?? 0) >= 1_000,
    issue => `expected ${WANTED}, of at least 1s, found ${JSON.stringify(issue.input)}`,
  ),
  v.metadata({ description: WANTED, examples: ['+5m', '-1h'] }),
  v.transform(text => (text.startsWith('-') ? -1 : 1) * (parseDuration(text.slice(1)) ?? 0)),
)

/** A date of HTTP (RFC 9110 5.6.7), or of a cookie in the older way, with dashes. */
const DATE = /\b[A-Z][a-z]{2}, \d{2}[ -][A-Z][a-z]{2}[ -]\d{4} \d{2}:\d{2}:\d{2} GMT\b/g

export const clockSkew = defineFault({
  name: 'clockSkew',
  seen: 'cookies, caches and Retry-After that are over already, or never',
  peers: 'Chaos Mesh TimeChaos, which shifts the clock of the process',
  fallacy: 'There is one administrator',
  summary: 'Shifts the dates in the head of a reply, as a server does whose clock is wrong.',
  protocols: ['http1', 'http2'],
  options: shape({
    offset: v.pipe(offset, v.description('+: the clock of the server is ahead')),
    headers: v.optional(
      v.pipe(v.array(headerName, 'expected a list of header names'), v.description('whose dates are shifted')),
      ['Date', 'Expires', 'Last-Modified', 'Retry-After', 'Set-Cookie'],
    ),
  }),
  examples: [{ offset: '+5m' }, { offset: '-1h', headers: ['Date'] }],
  stage: () => 'mutate',
  draw: ({ offset, headers }) => ({ offsetMs: offset, headers: headers.map(name => name.toLowerCase()) }),
  grown: (dose, share) => ({ ...dose, offsetMs: Math.round(dose.offsetMs * share) }),
  inject:
    ({ offsetMs, headers }, tools) =>
    async (exchange, next) => {
      const reply = await next(exchange)
      let shifted = 0
      const shift = (date: string) => {
        const ms = Date.parse(date.replaceAll('-', ' '))
        if (Number.isNaN(ms)) return date
        shifted++
        return new Date(ms + offsetMs).toUTCString()
      }
      const skewed = reply.headers.map(
        ([name, value]) => [name, headers.includes(name.toLowerCase()) ? value.replace(DATE, shift) : value] as const,
      )
      if (shifted === 0) tools.missed('the reply has no date')
      else tools.acted({ shifted })
      return { ...reply, headers: skewed }
    },
})
