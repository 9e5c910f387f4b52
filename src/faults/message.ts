import * as v from 'valibot'
import type { Body } from '../core/body.js'
import { leavable } from '../core/deadline.js'
import { Cut, type Exchange, onRequest, overlay, withBody } from '../core/exchange.js'
import { defineFault, type Tools } from '../core/fault.js'
import { withoutHeaders } from '../core/headers.js'
import { flipped, type Splitter, splittingOf, type Unit, unitsOf } from '../core/messages.js'
import { duration, oneOf, shape, wholeNumber } from '../core/options.js'
import { seeded } from '../core/random.js'
import { closeFrame, webSocketStream } from '../core/websocket-stream.js'
import { WHOLE_LIMIT } from '../core/whole.js'

const options = v.pipe(
  shape({
    action: v.pipe(
      oneOf(['drop', 'delay', 'duplicate', 'reorder', 'corrupt', 'close']),
      v.description('reorder: after the one behind it; corrupt: one bit; close: the stream ends in its place'),
    ),
    nth: v.optional(
      v.pipe(wholeNumber('a number of a message, at least 1'), v.description('only this one; without it each')),
    ),
    for: v.optional(v.pipe(duration, v.description('how long it is delayed'))),
    code: v.optional(
      v.pipe(
        wholeNumber('a close code from 1000 to 4999', 1_000, 4_999),
        v.description('told when a WebSocket closes'),
      ),
    ),
    direction: v.optional(
      v.pipe(oneOf(['up', 'down']), v.description('up: from the client; down: from the upstream')),
      'down',
    ),
  }),
  v.check(
    ({ action, for: ms }) => (action === 'delay') === (ms !== undefined),
    ({ input }) =>
      input.action === 'delay' ? 'expected a time, as for: 2s, found none' : 'expected for only to delay',
  ),
  v.check(({ action, code }) => action === 'close' || code === undefined, 'expected code only to close'),
  v.check(
    ({ action, direction }) => action !== 'close' || direction === 'down',
    'expected direction: down to close, found up',
  ),
)

export const message = defineFault({
  name: 'message',
  seen: 'a message that is missing, late, twice, in another order or broken',
  fallacy: 'The network is reliable',
  summary: 'Loses, delays, repeats, swaps or changes whole messages of a WebSocket or events of a stream, or ends it.',
  protocols: ['http1', 'websocket'],
  holds: WHOLE_LIMIT,
  options,
  examples: [
    { action: 'drop', nth: 3 },
    { action: 'delay', for: '2s', direction: 'up' },
    { action: 'reorder' },
    { action: 'corrupt', nth: 1 },
    { action: 'close', nth: 5, code: 1011 },
  ],
  stage: ({ action }) => (action === 'close' ? 'endLate' : action === 'delay' ? 'pace' : 'mutate'),
  unfit: ({ direction }, protocol) =>
    protocol === 'http1' && direction === 'up'
      ? 'expected direction: down on http, where only replies are streams'
      : null,
  draw: ({ action, nth, for: ms, code, direction }, random) => ({
    ...{ action, nth: nth ?? null, ms: ms ?? 0, code: code ?? 1011, direction },
    seed: Math.floor(random.float() * 2 ** 32),
  }),
  inject(dose, tools) {
    const through = (body: Body, exchange: Exchange, splitter: Splitter) =>
      acted(dose, unitsOf(body, splitter), exchange, tools)
    return async (exchange, next) => {
      // Each message has to stand alone: what is compressed together cannot be taken apart (RFC 7692 7.1).
      const headers = withoutHeaders(exchange.request.headers, 'sec-websocket-extensions')
      const plain =
        exchange.protocol === 'websocket' ? { ...exchange, request: overlay(exchange.request, { headers }) } : exchange
      if (dose.direction === 'up') return onRequest((body, here) => through(body, here, webSocketStream()))(plain, next)
      const reply = await next(plain)
      const splitting = splittingOf(exchange, reply)
      if ('open' in splitting) {
        const sized = { ...reply, headers: withoutHeaders(reply.headers, 'content-length') }
        return withBody(sized, through(reply.body, exchange, splitting.open()))
      }
      tools.missed(splitting.why)
      return reply
    }
  },
})

interface Dose {
  readonly action: 'drop' | 'delay' | 'duplicate' | 'reorder' | 'corrupt' | 'close'
  readonly nth: number | null
  readonly ms: number
  readonly code: number
  readonly seed: number
}

async function* acted(dose: Dose, units: AsyncGenerator<Unit>, exchange: Exchange, tools: Tools): Body {
  const { action, nth } = dose
  const random = seeded(dose.seed)
  let count = 0
  let hits = 0
  let behind: Unit | null = null
  try {
    for (;;) {
      const asked = units.next()
      if (behind !== null && (await isLiftedBefore(asked, tools))) {
        yield behind.bytes
        behind = null
      }
      const { done, value: unit } = await asked
      if (done) break
      const isMessage = unit.kind === 'message'
      const isHit = isMessage && !tools.lifted.aborted && behind === null && (nth === null || ++count === nth)
      if (isHit) hits++
      if (isHit && action === 'reorder') {
        behind = unit
        continue
      }
      if (isHit) yield* hit(unit, dose, random.float(), exchange, tools)
      else yield unit.bytes
      if (!isMessage || behind === null) continue
      yield behind.bytes
      behind = null
    }
    if (behind !== null) yield behind.bytes
  } finally {
    if (hits > 0) tools.acted({ action, messages: hits })
    else tools.missed('no message came that it was meant for')
  }
}

const isLiftedBefore = (asked: Promise<unknown>, { lifted }: Tools): Promise<boolean> =>
  leavable(asked, lifted).then(
    () => false,
    () => lifted.aborted,
  )

async function* hit(unit: Unit, dose: Dose, share: number, exchange: Exchange, tools: Tools): Body {
  const { action, ms, code } = dose
  if (action === 'close') {
    if (exchange.protocol === 'websocket') yield closeFrame(code)
    throw new Cut('close')
  }
  if (action === 'drop') return
  if (action === 'delay') await tools.wait(ms, exchange)
  yield action === 'corrupt' ? flipped(unit, share) : unit.bytes
  if (action === 'duplicate') yield unit.bytes
}
