import * as v from 'valibot'
import { slices } from '../core/body.js'
import { onReply, onRequest, type Reshape } from '../core/exchange.js'
import { defineFault, SCOPES, type Tools } from '../core/fault.js'
import { bothWays } from '../core/moment.js'
import { oneOf, shape, size } from '../core/options.js'
import { paceOption, thinned } from '../core/pace.js'
import { type Bucket, openBucket } from '../core/token-bucket.js'

export const bandwidth = defineFault({
  name: 'bandwidth',
  seen: 'a transfer that takes its bytes over the rate; a client with a deadline times out in the body (curl 28)',
  peers: 'Toxiproxy bandwidth (per connection only); Envoy response_rate_limit; WireMock chunkedDribbleDelay',
  fallacy: 'Bandwidth is infinite',
  summary: 'Lets body bytes through at a rate; the sender is held back, nothing is buffered, every byte is kept.',
  protocols: ['http1', 'http2', 'websocket', 'tcp'],
  options: shape({
    rate: v.pipe(paceOption, v.description('body bytes over time, in each direction')),
    burst: v.optional(v.pipe(size, v.description('bytes that may pass at once at the start and after a pause'))),
    direction: v.optional(
      v.pipe(oneOf(['up', 'down', 'both']), v.description('up: request bodies; down: reply bodies')),
      'both',
    ),
    scope: v.optional(v.pipe(oneOf(SCOPES), v.description('who shares the rate')), 'connection'),
  }),
  examples: [
    { rate: '64KiB/s' },
    { rate: '1MB/s', direction: 'down', scope: 'route' },
    { rate: '8Mbit/s', burst: '64KiB', direction: 'up', scope: 'proxy' },
  ],
  stage: () => 'pace',
  draw: ({ rate, burst, direction, scope }) => ({ rate, burst: burst ?? 0, direction, scope }),
  grown: (dose, share) => ({ ...dose, rate: thinned(dose.rate, share) }),
  inject({ rate, burst, direction, scope }, tools, now) {
    const link = tools.state(scope, () => ({
      up: openBucket(rate, burst, tools.clock),
      down: openBucket(rate, burst, tools.clock),
    }))
    const rateNow = () => now().rate
    const up = onRequest(paced('up', link.up, rateNow, tools))
    const down = onReply(paced('down', link.down, rateNow, tools))
    return bothWays(direction, up, down, tools)
  },
})

const paced = (direction: 'up' | 'down', bucket: Bucket, rate: () => number, tools: Tools): Reshape =>
  async function* (body, exchange) {
    const start = tools.clock.now()
    let bytes = 0
    const size = () => {
      bucket.pace(rate())
      return tools.lifted.aborted ? Number.POSITIVE_INFINITY : bucket.slice
    }
    try {
      for await (const chunk of body)
        for (const slice of slices(chunk, size)) {
          if (!tools.lifted.aborted) await bucket.take(slice.length, ms => tools.wait(ms, exchange))
          bytes += slice.length
          yield slice
        }
    } finally {
      tools.acted({ direction, bytes, ms: Math.round(tools.clock.now() - start) })
    }
  }
