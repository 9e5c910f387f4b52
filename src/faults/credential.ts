import * as v from 'valibot'
import { type Exchange, type Middleware, overlay, type Reply } from '../core/exchange.js'
import { defineFault } from '../core/fault.js'
import { type HeaderList, hasHeader, headerOf, withoutHeaders } from '../core/headers.js'
import { oneOf, shape } from '../core/options.js'
import { ownReply } from '../core/own-reply.js'

const WAYS = ['drop', 'expire', 'swap', 'reply'] as const
const credentials = oneOf(['authorization', 'cookie'])

export const credential = defineFault({
  name: 'credential',
  seen: '401 or 403: it should refresh once, and not go round',
  peers: 'WireMock stub with status 401',
  fallacy: 'The network is secure',
  summary: 'Takes the credentials out of a request, makes them wrong, or answers that they are not valid any more.',
  protocols: ['http1', 'http2'],
  options: v.pipe(
    shape({
      drop: v.optional(v.pipe(credentials, v.description('taken out of the request'))),
      expire: v.optional(
        v.pipe(credentials, v.description('authorization: 401 invalid_token; cookie: taken out, and deleted in reply')),
      ),
      swap: v.optional(v.pipe(credentials, v.description('of the same shape, and wrong'))),
      reply: v.optional(
        v.pipe(v.picklist([401, 403], 'expected 401 or 403'), v.description('answered whatever the request has')),
      ),
    }),
    v.check(
      options => WAYS.filter(way => options[way] !== undefined).length === 1,
      ({ input }) => `expected one of ${WAYS.join(', ')}, found ${Object.keys(input).join(' and ') || 'none of them'}`,
    ),
  ),
  examples: [{ expire: 'authorization' }, { drop: 'cookie' }, { swap: 'authorization' }, { reply: 403 }],
  stage: ({ expire, reply }) => (reply !== undefined || expire === 'authorization' ? 'answer' : 'mutate'),
  draw: ({ drop, expire, swap, reply }) => ({
    way: WAYS.find(way => ({ drop, expire, swap, reply })[way] !== undefined) ?? 'drop',
    header: drop ?? expire ?? swap ?? null,
    status: reply ?? null,
  }),
  inject:
    ({ way, header, status }, tools): Middleware =>
    async (exchange, next) => {
      if (header === null) return refusal(status ?? 401)
      const { headers } = exchange.request
      if (!hasHeader(headers, header)) {
        tools.missed(`the request has no ${header}`)
        return next(exchange)
      }
      if (way === 'swap') return next(withHeaders(exchange, swapped(headers, header)))
      if (way === 'expire' && header === 'authorization') return refusal(401)
      const reply = await next(withHeaders(exchange, withoutHeaders(headers, header)))
      return way === 'expire' ? { ...reply, headers: [...reply.headers, ...deletions(headers)] } : reply
    },
})

const withHeaders = (exchange: Exchange, headers: HeaderList): Exchange => ({
  ...exchange,
  request: overlay(exchange.request, { headers }),
})

/** RFC 6750 3.1. */
const refusal = (status: number): Reply =>
  status === 403
    ? ownReply(403, 'forbidden', [['WWW-Authenticate', 'Bearer error="insufficient_scope"']])
    : ownReply(401, 'the credentials have expired', [
        ['WWW-Authenticate', 'Bearer error="invalid_token", error_description="The access token expired"'],
      ])

/** The scheme and the names of cookies stay; every letter and digit behind them is another. */
const swapped = (headers: HeaderList, header: string): HeaderList =>
  headers.map(([name, value]) => {
    if (name.toLowerCase() !== header) return [name, value]
    if (header === 'cookie') return [name, value.replace(/=[^;]*/g, rotated)]
    const [scheme = ''] = /^\S+\s*/.exec(value) ?? []
    return [name, scheme.length < value.length ? scheme + rotated(value.slice(scheme.length)) : rotated(value)]
  })

const rotated = (text: string): string =>
  text.replace(/[a-z]/g, next('a', 26)).replace(/[A-Z]/g, next('A', 26)).replace(/[0-9]/g, next('0', 10))

const next = (first: string, count: number) => (character: string) =>
  String.fromCharCode(first.charCodeAt(0) + ((character.charCodeAt(0) - first.charCodeAt(0) + 1) % count))

const deletions = (headers: HeaderList): HeaderList =>
  (headerOf(headers, 'cookie') ?? '')
    .split(';')
    .map(cookie => cookie.split('=', 1)[0]?.trim() ?? '')
    .filter(name => name !== '')
    .map(name => ['Set-Cookie', `${name}=; Max-Age=0; Path=/`])
