import * as v from 'valibot'
import { DISTRIBUTIONS, drawAround } from '../core/distribution.js'
import { defineFault } from '../core/fault.js'
import { held } from '../core/moment.js'
import { duration, notYet, oneOf, percent, shape } from '../core/options.js'

/** As a share of the time, or in ms. */
type Jitter = { readonly share: number } | { readonly ms: number }

const jitter = v.union(
  [
    v.pipe(
      percent,
      v.transform((share): Jitter => ({ share })),
    ),
    v.pipe(
      duration,
      v.transform((ms): Jitter => ({ ms })),
    ),
  ],
  issue => `expected a percentage such as 20% or a duration such as 50ms, found ${JSON.stringify(issue.input)}`,
)

const LATER = ['pareto', 'exponential', 'eachChunk', 'eachMessage', 'end']

const options = v.pipe(
  shape({
    add: v.optional(v.pipe(duration, v.description('added to what the exchange takes'))),
    floor: v.optional(v.pipe(duration, v.description('the least that the exchange takes, until its reply starts'))),
    jitter: v.optional(v.pipe(jitter, v.description('how far the time is spread: a share of it or a duration'))),
    distribution: v.optional(
      v.pipe(
        oneOf(DISTRIBUTIONS, text => LATER.includes(text)),
        v.description('how it is spread; normal: jitter is the standard deviation; lognormal: the time is the median'),
      ),
    ),
    at: v.optional(
      v.pipe(
        oneOf(['request', 'response'], text => LATER.includes(text)),
        v.description('held before the request goes on, or before the reply does; a floor holds the reply'),
      ),
    ),
    correlation: notYet('correlation'),
    direction: notYet('direction'),
  }),
  v.check(
    ({ add, floor }) => (add === undefined) !== (floor === undefined),
    ({ input }) => `expected either add or floor, found ${input.add === undefined ? 'neither' : 'both'}`,
  ),
  v.check(
    ({ floor, at }) => floor === undefined || at !== 'request',
    'expected at: response with a floor, found at: request: how long the exchange takes is not known by then',
  ),
  v.check(
    ({ distribution = 'fixed', jitter }) => distribution === 'fixed' || jitter !== undefined,
    ({ input }) => `expected a jitter for the distribution ${input.distribution}, found none`,
  ),
  v.check(
    ({ distribution, jitter }) => distribution !== 'fixed' || jitter === undefined,
    'expected no jitter with the distribution fixed; uniform, normal or lognormal would do',
  ),
)

export const latency = defineFault({
  name: 'latency',
  seen: 'a later first byte; a timeout where it is short (curl 28)',
  peers: 'Toxiproxy latency; Envoy fault delay; WireMock fixedDelayMilliseconds, delayDistribution',
  fallacy: 'Latency is zero',
  summary: 'Makes a request or its reply wait: adds time, or makes the exchange take at least so long.',
  protocols: ['http1', 'websocket', 'tcp'],
  options,
  examples: [
    { add: '300ms' },
    { add: '800ms', jitter: '20%', distribution: 'normal' },
    { add: '50ms', jitter: '100ms', distribution: 'lognormal', at: 'response' },
    { floor: '1s' },
  ],
  stage: () => 'delay',
  draw({ add, floor, jitter = { ms: 0 }, distribution = 'uniform', at }, random) {
    const middle = add ?? floor ?? 0
    const spread = 'share' in jitter ? jitter.share * middle : jitter.ms
    const ms = micros(drawAround(distribution, middle, spread, random))
    return add === undefined ? { ms, mode: 'floor', at: 'response' } : { ms, mode: 'add', at: at ?? 'request' }
  },
  inject:
    ({ ms, mode, at }, tools) =>
    async (exchange, next) => {
      const { clock } = tools
      const arrived = clock.now()
      const pause = async () => {
        const start = clock.now()
        const left = mode === 'add' ? ms : arrived + ms - start
        try {
          if (left > 0) await tools.wait(left, exchange)
        } finally {
          tools.acted({ ms: micros(clock.now() - start) })
        }
      }
      if (at === 'response') {
        const reply = await next(exchange).catch(late(pause))
        return held(reply, pause)
      }
      await pause()
      return next(exchange)
    },
})

/** How a fault further in ended the exchange shows as late as a reply would. */
const late = (pause: () => Promise<void>) => async (error: unknown) => {
  await pause()
  throw error
}

const micros = (ms: number): number => Math.round(ms * 1_000) / 1_000
