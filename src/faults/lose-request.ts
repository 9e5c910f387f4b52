import * as v from 'valibot'
import { drain } from '../core/body.js'
import { defineFault } from '../core/fault.js'
import { shape } from '../core/options.js'
import { unanswered, unansweredHow } from '../core/own-reply.js'

export const loseRequest = defineFault({
  name: 'loseRequest',
  seen: 'silence, RST or 502; the upstream never got the request',
  peers: 'Toxiproxy timeout; Envoy fault abort',
  fallacy: 'The network is reliable',
  summary: 'Loses the request: the upstream never sees it, and the client gets no reply to it.',
  protocols: ['http1', 'http2'],
  options: shape({ reply: v.optional(unansweredHow, 'none') }),
  examples: [{}, { reply: 'reset' }, { reply: 502 }],
  stage: ({ reply }) => (reply === 502 ? 'answer' : 'endEarly'),
  draw: ({ reply }) => ({ reply }),
  inject:
    ({ reply }, tools) =>
    exchange => {
      const { body } = exchange.request
      if (body !== null && reply === 'none') drain(body)
      return unanswered(reply, exchange, tools)
    },
})
