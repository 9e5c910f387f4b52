import * as v from 'valibot'
import { drain } from '../core/body.js'
import { leavable } from '../core/deadline.js'
import { Cut } from '../core/exchange.js'
import { defineFault } from '../core/fault.js'
import { shape } from '../core/options.js'
import { unanswered, unansweredHow } from '../core/own-reply.js'

export const loseResponse = defineFault({
  name: 'loseResponse',
  seen: 'silence, RST or 502; the upstream did the work: what is sent again is done twice',
  peers: 'none in Toxiproxy, Envoy or WireMock',
  fallacy: 'The network is reliable',
  summary: 'Loses the whole reply: the upstream did what it was asked for, and the client does not hear of it.',
  protocols: ['http1', 'http2'],
  options: shape({ reply: v.optional(unansweredHow, 'none') }),
  examples: [{}, { reply: 'reset' }, { reply: 502 }],
  stage: () => 'endLate',
  draw: ({ reply }) => ({ reply }),
  inject:
    ({ reply }, tools) =>
    async (exchange, next) => {
      const { status, body } = await next({ ...exchange, hushed: true })
      const lost = drain(body)
      try {
        await leavable(lost.over, tools.lifted)
      } catch {
        throw new Cut('close')
      } finally {
        tools.acted({ status, lost: lost.bytes })
      }
      return unanswered(reply, exchange, tools)
    },
})
