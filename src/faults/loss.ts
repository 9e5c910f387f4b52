import * as v from 'valibot'
import type { Body } from '../core/body.js'
import { type Exchange, onRequest, type Reshape, withBody } from '../core/exchange.js'
import { defineFault, type Tools } from '../core/fault.js'
import { held } from '../core/moment.js'
import { duration, oneOf, percent, shape } from '../core/options.js'
import { type Random, seeded } from '../core/random.js'

/** What fits into a segment over Ethernet: 1,500 bytes less the headers of IPv4 and TCP. */
const SEGMENT = 1_460
/** As many segments must follow a lost one for TCP to notice without a timeout (RFC 5681 3.2). */
const DUPLICATE_ACKS = 3
/** In a burst of the Gilbert model a segment is the last one with this chance: four are lost on average. */
const BURST_ENDS = 0.25

export const loss = defineFault({
  name: 'loss',
  seen: 'stalls of a round trip or of a retransmission timeout, every byte intact',
  peers: 'tc netem loss, on the wire',
  fallacy: 'The network is reliable',
  summary: 'Stalls requests and replies as TCP does when segments get lost and are sent again; every byte is kept.',
  protocols: ['http1', 'http2', 'websocket', 'tcp'],
  options: shape({
    rate: v.pipe(
      percent,
      v.maxValue(0.5, 'expected a rate of at most 50%, found more'),
      v.description('the share of segments that get lost'),
    ),
    model: v.optional(
      v.pipe(oneOf(['random', 'gilbert']), v.description('gilbert: in bursts, four on average')),
      'random',
    ),
    rtt: v.optional(v.pipe(duration, v.description('stall where enough follows a lost segment')), '50ms'),
    rto: v.optional(
      v.pipe(duration, v.description('stall where too little follows it; doubled while it is lost')),
      '200ms',
    ),
  }),
  examples: [{ rate: '2%' }, { rate: '5%', model: 'gilbert', rtt: '100ms', rto: '300ms' }],
  stage: () => 'pace',
  draw: ({ rate, model, rtt, rto }, random) => ({
    ...{ rate, model, rttMs: rtt, rtoMs: rto },
    seed: Math.floor(random.float() * 2 ** 32),
  }),
  grown: (dose, share) => ({ ...dose, rate: dose.rate * share }),
  inject: ({ model, rttMs, rtoMs, seed }, tools, now) => {
    const rate = () => now().rate
    const random = seeded(seed)
    const total = { stalls: 0, ms: 0 }
    const isLost = model === 'random' ? () => random.chance(rate()) : bursts(rate, random)
    const stall = async (follow: number, exchange: Exchange) => {
      let ms = follow >= DUPLICATE_ACKS ? rttMs : rtoMs
      for (let again = rtoMs * 2; random.chance(rate()); again *= 2) ms += again
      total.stalls++
      const start = tools.clock.now()
      await tools.wait(ms, exchange)
      total.ms += Math.round(tools.clock.now() - start)
    }
    const head = async (exchange: Exchange) => {
      if (isLost()) await stall(0, exchange)
    }
    const lossy = losing(isLost, stall)
    return async (exchange, next) => {
      await head(exchange)
      const reply = await onRequest(lossy)(exchange, next)
      const begun = await held(reply, () => head(exchange))
      return withBody(begun, told(lossy(begun.body, exchange), total, tools))
    }
  },
})

/** Gilbert's chain: nothing is lost in its good state, everything in its bad one; `rate` of the segments in all. */
const bursts = (rate: () => number, random: Random): (() => boolean) => {
  let bad = false
  return () => {
    const share = rate()
    const begins = (share * BURST_ENDS) / (1 - share)
    bad = random.chance(bad ? 1 - BURST_ENDS : begins)
    return bad
  }
}

/** Stalls before each lost segment of what came at once; lost neighbours are one stall, as selective ACKs have it. */
const losing = (isLost: () => boolean, stall: (follow: number, exchange: Exchange) => Promise<void>): Reshape =>
  async function* (body, exchange) {
    for await (const chunk of body) {
      const segments = Math.ceil(chunk.length / SEGMENT)
      let passed = 0
      let wasLost = false
      for (let n = 0; n < segments; n++) {
        const lost = isLost()
        if (lost && !wasLost) {
          if (n * SEGMENT > passed) yield chunk.subarray(passed, n * SEGMENT)
          passed = n * SEGMENT
          await stall(segments - n - 1, exchange)
        }
        wasLost = lost
      }
      yield chunk.subarray(passed)
    }
  }

async function* told(body: Body, total: { stalls: number; ms: number }, tools: Tools): Body {
  try {
    yield* body
  } finally {
    if (total.stalls > 0) tools.acted({ ...total })
    else tools.missed('no segment was lost')
  }
}
