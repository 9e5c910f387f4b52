import { afterBytes, type Body } from './body.js'
import { DelayLine } from './delay-line.js'
import { type Exchange, type Middleware, overlay, type Reply, withBody } from './exchange.js'
import { type Splitter, splittingOf, splittingUp, unitsOf } from './messages.js'
import { hasBody, held, lengthOf } from './moment.js'
import type { Tools } from './tools.js'

/** What is late: all chunks with the head before them, whole messages, or the end. */
export type Late = 'eachChunk' | 'eachMessage' | 'end'

/** Delays what goes in one direction; `nextMs` gives the time for each piece. */
export interface Delay {
  readonly late: Late
  readonly nextMs: () => number
  readonly tools: Tools
}

export const lateReply =
  ({ late, nextMs, tools }: Delay): Middleware =>
  async (exchange, next) => {
    const reply = await next(exchange)
    if (late === 'end') return endingLate(reply, exchange, { nextMs, tools })
    if (late === 'eachChunk') {
      const line = lineOf(reply.body, exchange, 'down', { nextMs, tools })
      return held({ ...reply, body: line }, () => headPause(exchange, { nextMs, tools }))
    }
    const splitting = splittingOf(exchange, reply)
    if ('open' in splitting)
      return { ...reply, body: messagesOf(reply.body, splitting.open(), exchange, 'down', { nextMs, tools }) }
    tools.missed(splitting.why)
    return reply
  }

export const lateRequest =
  ({ late, nextMs, tools }: Delay): Middleware =>
  async (exchange, next) => {
    const { body } = exchange.request
    const sent = (later: Body) => next({ ...exchange, request: overlay(exchange.request, { body: later }) })
    if (late === 'eachChunk') {
      if (body === null) {
        await headPause(exchange, { nextMs, tools })
        return next(exchange)
      }
      const line = lineOf(body, exchange, 'up', { nextMs, tools })
      await headPause(exchange, { nextMs, tools })
      return sent(line)
    }
    if (body === null) {
      tools.missed('the request has no body')
      return next(exchange)
    }
    if (late === 'end') return sent(endLate(body, lengthOf(exchange.request.headers), exchange, { nextMs, tools }))
    const splitting = splittingUp(exchange)
    if ('open' in splitting) return sent(messagesOf(body, splitting.open(), exchange, 'up', { nextMs, tools }))
    tools.missed(splitting.why)
    return next(exchange)
  }

type Pace = Pick<Delay, 'nextMs' | 'tools'>

const headPause = async (exchange: Exchange, { nextMs, tools }: Pace): Promise<void> => {
  await tools.wait(nextMs(), exchange)
}

const lineOf = (body: Body, exchange: Exchange, direction: 'up' | 'down', { nextMs, tools }: Pace): DelayLine => {
  let pieces = 0
  let mostMs = 0
  return new DelayLine(body, {
    now: () => tools.clock.now(),
    delayMs() {
      pieces++
      const ms = tools.lifted.aborted ? 0 : nextMs()
      mostMs = Math.max(mostMs, ms)
      return ms
    },
    wait: ms => tools.wait(ms, exchange),
    closed: () => tools.acted({ direction, pieces, mostMs: Math.round(mostMs * 1_000) / 1_000 }),
  })
}

/** What comes between messages is late only as far as it stands behind them. */
const messagesOf = (
  body: Body,
  splitter: Splitter,
  exchange: Exchange,
  direction: 'up' | 'down',
  { nextMs, tools }: Pace,
): DelayLine => {
  let isMessage = false
  async function* units(): Body {
    for await (const { kind, bytes } of unitsOf(body, splitter)) {
      isMessage = kind !== 'control'
      yield bytes
    }
    isMessage = false
  }
  return lineOf(units(), exchange, direction, { nextMs: () => (isMessage && tools.hits() ? nextMs() : 0), tools })
}

const endingLate = (reply: Reply, exchange: Exchange, pace: Pace): Reply => {
  const length = lengthOf(reply.headers)
  if (hasBody(exchange, reply) && length !== 0) return withBody(reply, endLate(reply.body, length, exchange, pace))
  pace.tools.missed('the reply has no body')
  return reply
}

/** Where the length is known, the last byte is the end: its reader waits for no other. */
async function* endLate(body: Body, length: number | null, exchange: Exchange, { nextMs, tools }: Pace): Body {
  const pause = async () => {
    const start = tools.clock.now()
    try {
      await tools.wait(nextMs(), exchange)
    } finally {
      tools.acted({ ms: Math.round(tools.clock.now() - start) })
    }
  }
  if (length !== null) return yield* afterBytes(body, length - 1, pause)
  yield* body
  await pause()
}
