import * as v from 'valibot'
import { Cut } from '../core/exchange.js'
import { defineFault, SCOPES } from '../core/fault.js'
import { frequency, oneOf, shape, wholeNumber } from '../core/options.js'
import { ownReply } from '../core/own-reply.js'

const WANTED = 'a rate above 0/s'

export const queue = defineFault({
  name: 'queue',
  seen: 'waits that grow with the load, then RST or 429',
  peers: 'Envoy adaptive concurrency',
  fallacy: 'Bandwidth is infinite',
  summary:
    'Lets requests through one after the other at a rate, so waiting grows with load; ends or answers what finds the queue full.',
  protocols: ['http1', 'http2', 'tcp'],
  options: shape({
    rate: v.pipe(
      frequency,
      v.gtValue(0, `expected ${WANTED}, found 0`),
      v.description('requests that leave the queue'),
    ),
    limit: v.optional(
      v.pipe(wholeNumber('a number of requests, at least 1'), v.description('how many wait before the queue is full')),
      100,
    ),
    onFull: v.optional(v.pipe(oneOf(['block', 'reset', 429]), v.description('block: it waits all the same')), 'block'),
    scope: v.optional(v.pipe(oneOf(SCOPES), v.description('who shares the queue')), 'route'),
  }),
  examples: [{ rate: '20/s' }, { rate: '50/s', limit: 10, onFull: 429, scope: 'proxy' }],
  stage: () => 'answer',
  unfit: ({ onFull }, protocol) =>
    protocol === 'tcp' && onFull === 429 ? 'expected onFull: block or reset on tcp, where nothing is answered' : null,
  draw: ({ rate, limit, onFull, scope }) => ({ rate, limit, onFull, scope }),
  inject({ rate, limit, onFull, scope }, tools) {
    const line = tools.state(scope, () => ({ freeAt: tools.clock.now() }))
    const turnMs = 1_000 / rate
    return async (exchange, next) => {
      const now = tools.clock.now()
      const ms = Math.max(0, line.freeAt - now)
      const ahead = Math.ceil(ms / turnMs)
      if (ahead > limit && onFull !== 'block') {
        tools.acted({ ahead, onFull })
        if (onFull === 'reset') throw new Cut('reset')
        return ownReply(429, 'the queue is full', [['Retry-After', String(Math.ceil(ms / 1_000))]])
      }
      line.freeAt = now + ms + turnMs
      if (ms === 0) {
        tools.passed('the queue was empty')
        return next(exchange)
      }
      try {
        await tools.wait(ms, exchange)
      } finally {
        tools.acted({ ahead, ms: Math.round(tools.clock.now() - now) })
      }
      return next(exchange)
    }
  },
})
