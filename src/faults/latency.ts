import * as v from 'valibot'
import { LINE_LIMIT } from '../core/delay-line.js'
import { gauss, isSpread, scaled, valueAt } from '../core/distribution.js'
import type { Middleware } from '../core/exchange.js'
import { defineFault, type Tools } from '../core/fault.js'
import { holdBack, micros } from '../core/hold-back.js'
import { lateReply, lateRequest } from '../core/later-bodies.js'
import { distributionOption, jitterOption, lawOf, takesNoJitter } from '../core/law-options.js'
import { bothWays, held } from '../core/moment.js'
import { duration, oneOf, percent, shape } from '../core/options.js'
import { openSeries, type Series } from '../core/series.js'

const AT = ['request', 'response', 'eachChunk', 'eachMessage', 'end'] as const
const STREAMED: readonly string[] = ['eachChunk', 'eachMessage', 'end']

const options = v.pipe(
  shape({
    add: v.optional(v.pipe(duration, v.description('added to what the exchange takes'))),
    floor: v.optional(v.pipe(duration, v.description('the least that the exchange takes, until its reply starts'))),
    jitter: v.optional(v.pipe(jitterOption, v.description('how far the time is spread: a share of it or a duration'))),
    distribution: v.optional(
      v.pipe(
        distributionOption,
        v.description(
          'normal: jitter is the standard deviation; lognormal: the time is the median; pareto: the least; exponential: the mean; or quantiles in place of add',
        ),
      ),
    ),
    at: v.optional(
      v.pipe(
        oneOf(AT),
        v.description('the request (the default without a floor), the reply, each chunk or message, or the end'),
      ),
    ),
    direction: v.optional(
      v.pipe(oneOf(['up', 'down', 'both']), v.description('of chunks, messages or the end; down without it')),
    ),
    correlation: v.optional(v.pipe(percent, v.description('how much a time is like the one before it'))),
  }),
  v.check(
    ({ add, floor, distribution }) =>
      [add, floor, typeof distribution === 'object' ? distribution : undefined].filter(one => one !== undefined)
        .length === 1,
    ({ input }) => `expected one of add, floor and quantiles, found ${input.add === undefined ? 'none' : 'several'}`,
  ),
  v.check(
    ({ floor, at = 'response' }) => floor === undefined || at === 'response',
    ({ input }) => `expected at: response with a floor, found at: ${input.at}`,
  ),
  v.check(
    ({ distribution = 'fixed', jitter }) => takesNoJitter(distribution) || jitter !== undefined,
    ({ input }) => `expected a jitter for the distribution ${input.distribution}, found none`,
  ),
  v.check(
    ({ distribution = 'uniform', jitter }) => !takesNoJitter(distribution) || jitter === undefined,
    ({ input }) =>
      `expected no jitter with ${typeof input.distribution === 'object' ? 'quantiles' : `the distribution ${input.distribution}`}; uniform, normal or lognormal would do`,
  ),
  v.check(
    ({ at = 'request', direction }) => direction === undefined || STREAMED.includes(at),
    ({ input }) => `expected a direction with at: ${STREAMED.join(', ')}, found at: ${input.at ?? 'request'}`,
  ),
)

export const latency = defineFault({
  name: 'latency',
  seen: 'a later first byte; a timeout where it is short (curl 28)',
  peers: 'Toxiproxy latency; Envoy fault delay; WireMock fixedDelayMilliseconds, delayDistribution',
  fallacy: 'Latency is zero',
  summary:
    'Makes a request or its reply wait, or all that streams: adds time, or makes the exchange take at least so long.',
  protocols: ['http1', 'http2', 'websocket', 'tcp'],
  holds: LINE_LIMIT,
  options,
  examples: [
    { add: '300ms' },
    { add: '800ms', jitter: '20%', distribution: 'normal' },
    { add: '50ms', jitter: '100ms', distribution: 'lognormal', at: 'response' },
    { floor: '1s' },
    { add: '40ms', jitter: '10ms', at: 'eachChunk', direction: 'both', correlation: '25%' },
    { distribution: { p50: '20ms', p90: '80ms', p99: '400ms', max: '2s' } },
    { add: '1s', at: 'end' },
  ],
  stage: ({ at = 'request' }) => (STREAMED.includes(at) ? 'pace' : 'delay'),
  unfit: ({ at }, protocol) =>
    protocol === 'tcp' && at === 'eachMessage' ? 'expected at: eachChunk on tcp, where no messages are seen' : null,
  draw(options, random): Dose {
    const { add, floor, jitter = { ms: 0 }, distribution = 'uniform', direction = 'down', correlation = 0 } = options
    const law = lawOf(add ?? floor ?? 0, jitter, distribution)
    const z = isSpread(law) ? gauss(random) : 0
    const at = options.at ?? (floor === undefined ? 'request' : 'response')
    const planned = { ms: micros(valueAt(law, z)), mode: floor === undefined ? 'add' : 'floor', at } as const
    if (!STREAMED.includes(at) && correlation === 0) return planned
    return { ...planned, direction, series: { z, law, correlation, seed: Math.floor(random.float() * 2 ** 32) } }
  },
  messages: ({ at }) => at === 'eachMessage',
  delay: ({ at = 'request', floor }) => (at === 'request' && floor === undefined ? timeOf : null),
  grown: ({ ms, series, ...dose }, share) => ({
    ...{ ...dose, ms: micros(ms * share) },
    ...(series && { series: { ...series, law: scaled(series.law, share) } }),
  }),
  inject(dose, tools, now) {
    const { at, direction = 'down' } = dose
    if (at === 'request' || at === 'response') return lateStart(dose, tools)
    const next = openSeries()
    const nextMs = () => {
      const { ms, series } = now()
      return series === undefined ? ms : next(series)
    }
    const delay = { late: at, nextMs, tools }
    return bothWays(direction, lateRequest(delay), lateReply(delay))
  },
})

type Dose = {
  readonly ms: number
  readonly mode: 'add' | 'floor'
  readonly at: (typeof AT)[number]
  readonly direction?: 'up' | 'down' | 'both'
  readonly series?: Series
}

/** The time of this hit: like that of the hit before it on this route, where times are correlated. */
const timeOf = ({ ms, series }: Dose, tools: Tools): number =>
  series === undefined ? ms : micros(tools.state('route', openSeries)(series))

const lateStart =
  (dose: Dose, tools: Tools): Middleware =>
  async (exchange, next) => {
    const ms = timeOf(dose, tools)
    const arrived = tools.clock.now()
    const pause = () => holdBack(dose.mode === 'add' ? ms : arrived + ms - tools.clock.now(), exchange, tools)
    // How a fault further in ended the exchange shows as late as a reply would.
    const late = (error: unknown) => pause().then(() => Promise.reject(error))
    return held(await next(exchange).catch(late), pause)
  }
