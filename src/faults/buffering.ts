import * as v from 'valibot'
import { type Exchange, onReply } from '../core/exchange.js'
import { defineFault, type Tools } from '../core/fault.js'
import { shape } from '../core/options.js'
import { parseDuration, parseSize } from '../core/units.js'
import { openGatherer, WHOLE_LIMIT } from '../core/whole.js'

const WANTED = 'complete, a size up to 1MiB such as 4KiB, or a duration such as 2s'

type Until = 'complete' | { readonly bytes: number } | { readonly ms: number }

const untilOf = (text: string): Until | null => {
  const [bytes, ms] = [parseSize(text), parseDuration(text)]
  if (text === 'complete') return text
  if (bytes !== null && bytes >= 1 && bytes <= WHOLE_LIMIT) return { bytes: Math.round(bytes) }
  return ms !== null && ms >= 1 ? { ms } : null
}

const until = v.pipe(
  v.string(`expected ${WANTED}`),
  v.check(
    text => untilOf(text) !== null,
    issue => `expected ${WANTED}, found ${JSON.stringify(issue.input)}`,
  ),
  v.metadata({ description: WANTED, examples: ['complete', '4KiB', '2s'] }),
  v.transform((text): Until => untilOf(text) ?? 'complete'),
)

export const buffering = defineFault({
  name: 'buffering',
  seen: 'nothing, then everything: the first event comes late',
  peers: 'Envoy buffer filter, for requests',
  fallacy: 'The network is homogeneous',
  summary: 'Holds a reply body back and delivers it in bursts, as a middlebox does that buffers; every byte is kept.',
  protocols: ['http1', 'http2', 'websocket'],
  holds: WHOLE_LIMIT,
  options: shape({
    until: v.optional(v.pipe(until, v.description('what it waits for before each burst')), 'complete'),
  }),
  examples: [{}, { until: '4KiB' }, { until: '2s' }],
  stage: () => 'pace',
  draw: ({ until }) => ({ until }),
  inject: ({ until }, tools) =>
    onReply(async function* (body, exchange) {
      const gatherer = openGatherer(body)
      const limit = typeof until === 'object' && 'bytes' in until ? until.bytes - 1 : WHOLE_LIMIT - 1
      let bursts = 0
      for (;;) {
        const { held, isOver } = await gatherer.take(limit, flush(until, exchange, tools))
        if (held.length > 0) {
          yield held
          bursts++
        }
        if (isOver || tools.lifted.aborted) break
      }
      yield* gatherer.rest()
      if (bursts > 0) tools.acted({ bursts })
      else tools.missed('the body is empty')
    }),
})

/** Aborts when it is time to deliver, whatever has come. */
const flush = (until: Until, exchange: Exchange, tools: Tools): AbortSignal => {
  if (typeof until === 'string' || !('ms' in until)) return tools.lifted
  const due = new AbortController()
  const deliver = () => due.abort()
  tools.wait(until.ms, exchange).then(deliver, deliver)
  return due.signal
}
