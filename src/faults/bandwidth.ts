import * as v from 'valibot'
import { slices } from '../core/body.js'
import { onReply, onRequest, type Reshape } from '../core/exchange.js'
import { defineFault, SCOPES, type Tools } from '../core/fault.js'
import { bothWays } from '../core/moment.js'
import { byteRate, oneOf, shape, size } from '../core/options.js'
import { thinned } from '../core/thinned.js'
import { type Bucket, openBucket } from '../core/token-bucket.js'

const WANTED = 'a rate of at least 1B/s'

export const bandwidth = defineFault({
  name: 'bandwidth',
  seen: 'a transfer that takes its bytes over the rate; a client with a deadline times out in the body (curl 28)',
  peers: 'Toxiproxy bandwidth (per connection only); Envoy response_rate_limit; WireMock chunkedDribbleDelay',
  fallacy: 'Bandwidth is infinite',
  summary: 'Lets body bytes through at a rate; the sender is held back, nothing is buffered, every byte is kept.',
  protocols: ['http1', 'http2', 'websocket', 'tcp'],
  options: shape({
    rate: v.pipe(
      byteRate,
      v.minValue(1, issue => `expected ${WANTED}, found ${issue.input}B/s`),
      v.description('body bytes over time, in each direction'),
    ),
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
  inject({ rate, burst, direction, scope }, tools) {
    const link = tools.state(scope, () => ({
      up: openBucket(rate, burst, tools.clock),
      down: openBucket(rate, burst, tools.clock),
    }))
    for (const bucket of [link.up, link.down]) bucket.pace(rate)
    const up = onRequest(paced('up', link.up, tools))
    const down = onReply(paced('down', link.down, tools))
    return bothWays(direction, up, down, tools)
  },
})

const paced = (direction: 'up' | 'down', bucket: Bucket, tools: Tools): Reshape =>
  async function* (body, exchange) {
    const start = tools.clock.now()
    let bytes = 0
    try {
      for await (const chunk of body)
        for (const slice of slices(chunk, bucket.slice)) {
          if (!tools.lifted.aborted) await bucket.take(slice.length, ms => tools.wait(ms, exchange))
          bytes += slice.length
          yield slice
        }
    } finally {
      tools.acted({ direction, bytes, ms: Math.round(tools.clock.now() - start) })
    }
  }
