import { defineFault } from '../core/fault.js'
import { headerOf, withHeader } from '../core/headers.js'
import { optionless } from '../core/optionless.js'

export const noReuse = defineFault({
  name: 'noReuse',
  seen: 'Connection: close with each reply; each request pays for a connection',
  peers: 'Envoy max_requests_per_connection: 1',
  fallacy: 'Transport cost is zero',
  summary: "Closes the client's connection after each reply, so that every request pays for a new one.",
  protocols: ['http1', 'http2'],
  ...optionless,
  stage: () => 'mutate',
  inject: (_, tools) => async (exchange, next) => {
    const asked = headerOf(exchange.request.headers, 'connection') ?? ''
    if (/\bclose\b/i.test(asked)) tools.missed('the client closes it anyway')
    const reply = await next(exchange)
    return { ...reply, headers: withHeader(reply.headers, 'Connection', 'close') }
  },
})
