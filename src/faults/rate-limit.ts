import * as v from 'valibot'
import { defineFault, SCOPES, type Tools } from '../core/fault.js'
import type { HeaderList } from '../core/headers.js'
import { ALGORITHMS, type Grant, type Limiter, openLimiter } from '../core/limiter.js'
import { duration, oneOf, shape, wholeNumber } from '../core/options.js'
import { ownReply } from '../core/own-reply.js'

const options = shape({
  limit: v.pipe(wholeNumber('a number of requests, at least 1'), v.description('requests that pass in a window')),
  window: v.pipe(
    duration,
    v.minValue(1, 'expected a window of at least 1ms, found a shorter one'),
    v.description('how long a window lasts'),
  ),
  algorithm: v.optional(
    v.pipe(oneOf(ALGORITHMS), v.description('token: a bucket of `limit` that fills up within a window')),
    'fixed',
  ),
  status: v.optional(wholeNumber('an error status from 400 to 599', 400, 599), 429),
  retryAfter: v.optional(v.pipe(duration, v.description('told in whole seconds; without it until more is granted'))),
  headers: v.optional(
    v.pipe(oneOf(['standard', 'legacy', 'none']), v.description('RateLimit, or X-RateLimit-Limit and the like')),
    'standard',
  ),
  punishEarly: v.optional(
    v.pipe(v.boolean('expected true or false'), v.description('who calls again before Retry-After waits anew')),
    false,
  ),
  scope: v.optional(v.pipe(oneOf(SCOPES), v.description('who shares the limit')), 'client'),
})

export const rateLimit = defineFault({
  name: 'rateLimit',
  seen: '429 with Retry-After and RateLimit fields',
  peers: 'Envoy local_ratelimit; WireMock stub with status 429',
  fallacy: 'There is one administrator',
  summary: 'Answers 429 to requests beyond a limit; those within it pass and are told how much is left.',
  protocols: ['http1', 'http2'],
  options,
  examples: [
    { limit: 10, window: '1s' },
    { limit: 100, window: '1m', algorithm: 'token', headers: 'legacy', scope: 'route' },
    { limit: 5, window: '10s', status: 503, retryAfter: '2s', punishEarly: true },
  ],
  stage: () => 'answer',
  draw: ({ window, retryAfter, ...rest }) => ({ ...rest, windowMs: window, retryAfterMs: retryAfter ?? null }),
  inject(dose, tools) {
    const { limit, windowMs, algorithm, status, scope } = dose
    const desk = tools.state(scope, () => ({
      limiter: openLimiter(algorithm, limit, windowMs, tools.clock),
      notBefore: Number.NEGATIVE_INFINITY,
    }))
    return async (exchange, next) => {
      const grant = ask(desk, dose.punishEarly, tools)
      const told = fieldsOf(dose, grant)
      if (grant.granted) {
        tools.passed('the limit was not reached')
        const reply = await next(exchange)
        return { ...reply, headers: [...reply.headers, ...told] }
      }
      const seconds = Math.ceil((dose.retryAfterMs ?? grant.resetMs) / 1_000)
      desk.notBefore = tools.clock.now() + seconds * 1_000
      tools.acted({ status, retryAfterSeconds: seconds })
      return ownReply(status, 'too many requests', [['Retry-After', String(seconds)], ...told])
    }
  },
})

interface Desk {
  readonly limiter: Limiter
  /** When who was refused may come again. */
  notBefore: number
}

const ask = ({ limiter, notBefore }: Desk, punishEarly: boolean, { clock }: Tools): Grant => {
  const early = notBefore - clock.now()
  return punishEarly && early > 0 ? { granted: false, left: 0, resetMs: early } : limiter.ask()
}

interface Told {
  readonly limit: number
  readonly windowMs: number
  readonly headers: 'standard' | 'legacy' | 'none'
}

/** RateLimit as in draft-ietf-httpapi-ratelimit-headers-10, or as many APIs had it before. */
const fieldsOf = ({ limit, windowMs, headers }: Told, { left, resetMs }: Grant): HeaderList => {
  const seconds = Math.ceil(resetMs / 1_000)
  if (headers === 'none') return []
  if (headers === 'standard')
    return [
      ['RateLimit-Policy', `"default";q=${limit};w=${Math.ceil(windowMs / 1_000)}`],
      ['RateLimit', `"default";r=${left};t=${seconds}`],
    ]
  return [
    ['X-RateLimit-Limit', String(limit)],
    ['X-RateLimit-Remaining', String(left)],
    ['X-RateLimit-Reset', String(seconds)],
  ]
}
