import * as v from 'valibot'
import { onReply, onRequest, type Reshape } from '../core/exchange.js'
import { defineFault } from '../core/fault.js'
import { bothWays } from '../core/moment.js'
import { duration, oneOf, percent, shape, size } from '../core/options.js'
import { seeded } from '../core/random.js'

export const slice = defineFault({
  name: 'slice',
  seen: 'the same bytes in small reads',
  peers: 'Toxiproxy slicer; WireMock chunkedDribbleDelay',
  fallacy: 'Bandwidth is infinite',
  summary: 'Delivers bodies in small pieces, each in a write of its own; every byte is kept.',
  protocols: ['http1', 'http2', 'websocket', 'tcp'],
  options: shape({
    size: v.pipe(
      size,
      v.minValue(1, 'expected a size of at least 1B, found less'),
      v.description('bytes in a piece, at most as many as came at once'),
    ),
    variation: v.optional(v.pipe(percent, v.description('how far the size is spread, both ways')), '0%'),
    gap: v.optional(
      v.pipe(
        duration,
        v.minValue(1, 'expected a gap of at least 1ms, found a shorter one: the pieces would leave together'),
        v.description('time between two pieces'),
      ),
      '1ms',
    ),
    direction: v.optional(
      v.pipe(oneOf(['up', 'down', 'both']), v.description('up: request bodies; down: reply bodies')),
      'down',
    ),
  }),
  examples: [{ size: '100B' }, { size: '64B', variation: '50%', gap: '5ms' }],
  stage: () => 'pace',
  draw: ({ size, variation, gap, direction }, random) => ({
    ...{ size: Math.round(size), variation, gapMs: gap, direction },
    seed: Math.floor(random.float() * 2 ** 32),
  }),
  grown: (dose, share) => ({ ...dose, gapMs: dose.gapMs * share }),
  inject({ size, variation, direction, seed }, tools, now) {
    const sliced = (way: 'up' | 'down'): Reshape =>
      async function* (body, exchange) {
        const random = seeded(seed)
        let pieces = 0
        for await (const chunk of body)
          for (let at = 0; at < chunk.length; ) {
            if (pieces > 0) await tools.wait(now().gapMs, exchange)
            const spread = Math.round(size * (1 + variation * (2 * random.float() - 1)))
            const end = tools.lifted.aborted ? chunk.length : at + Math.max(1, spread)
            yield chunk.subarray(at, end)
            at = end
            pieces++
          }
        if (pieces > 1) tools.acted({ direction: way, pieces })
        else tools.missed('the body is no larger than a piece')
      }
    return bothWays(direction, onRequest(sliced('up')), onReply(sliced('down')), tools)
  },
})
