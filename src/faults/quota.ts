import * as v from 'valibot'
import type { Body } from '../core/body.js'
import { Cut, onRequest, withBody } from '../core/exchange.js'
import { defineFault, SCOPES } from '../core/fault.js'
import { duration, oneOf, shape, size } from '../core/options.js'
import { ownReply } from '../core/own-reply.js'

export const quota = defineFault({
  name: 'quota',
  seen: '429 or 509 with Retry-After, or a cut at the very byte: aborted, curl 18',
  peers: 'Toxiproxy limit_data (per connection)',
  fallacy: 'Bandwidth is infinite',
  summary: 'Counts the bytes of bodies; once a quota of them is used up it answers 429 or 509, or ends the connection.',
  protocols: ['http1', 'http2', 'tcp'],
  options: shape({
    bytes: v.pipe(
      size,
      v.minValue(1, 'expected a quota of at least 1B, found less'),
      v.description('of requests and replies together'),
    ),
    window: v.optional(
      v.pipe(
        duration,
        v.minValue(1, 'expected a window of at least 1ms, found a shorter one'),
        v.description('after which the quota is there again; without it never'),
      ),
    ),
    over: v.optional(
      v.pipe(oneOf([429, 509, 'close']), v.description('429, 509: for the next request; close: at the very byte')),
      429,
    ),
    scope: v.optional(v.pipe(oneOf(SCOPES), v.description('whose quota')), 'client'),
  }),
  examples: [{ bytes: '1MiB' }, { bytes: '64KiB', window: '10s', over: 509 }, { bytes: '1KiB', over: 'close' }],
  stage: () => 'answer',
  unfit: ({ over }, protocol) =>
    protocol === 'tcp' && over !== 'close' ? 'expected over: close on tcp, where nothing is answered' : null,
  draw: ({ bytes, window, over, scope }) => ({ bytes: Math.round(bytes), windowMs: window ?? null, over, scope }),
  inject({ bytes, windowMs, over, scope }, tools) {
    const account = tools.state(scope, () => ({ used: 0, since: tools.clock.now() }))
    const left = () => {
      const now = tools.clock.now()
      if (windowMs !== null && now - account.since >= windowMs) {
        account.since = now - ((now - account.since) % windowMs)
        account.used = 0
      }
      return Math.max(0, bytes - account.used)
    }
    const cut = () => {
      tools.acted({ used: account.used })
      return new Cut('close')
    }
    async function* counted(body: Body): Body {
      for await (const chunk of body) {
        const within = over === 'close' ? Math.min(chunk.length, left()) : chunk.length
        account.used += within
        if (within > 0) yield chunk.subarray(0, within)
        if (within < chunk.length) throw cut()
      }
    }
    async function* noted(body: Body): Body {
      yield* counted(body)
      tools.passed('the quota was not used up')
    }
    return async (exchange, next) => {
      if (left() > 0) {
        const reply = await onRequest(counted)(exchange, next)
        return withBody(reply, noted(reply.body))
      }
      if (over === 'close') throw cut()
      tools.acted({ used: account.used })
      const ms = windowMs === null ? null : account.since + windowMs - tools.clock.now()
      return ownReply(over, 'the quota is used up', ms === null ? [] : [['Retry-After', String(Math.ceil(ms / 1_000))]])
    }
  },
})
