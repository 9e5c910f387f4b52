import * as v from 'valibot'
import { type Body, bodyOf } from '../core/body.js'
import { leavable } from '../core/deadline.js'
import { endable } from '../core/endable.js'
import { type Exchange, onRequest, withBody } from '../core/exchange.js'
import { defineFault, type Tools } from '../core/fault.js'
import { withoutHeaders } from '../core/headers.js'
import { flipped, splittingOf, splittingUp, standingAlone, type Unit, unitsOf } from '../core/messages.js'
import { duration, oneOf, shape, wholeNumber } from '../core/options.js'
import { reseeded } from '../core/random.js'
import { WHOLE_LIMIT } from '../core/whole.js'

const closeCode = wholeNumber('a close code from 1000 to 4999', 1_000, 4_999)
const grpcStatus = wholeNumber('a status of gRPC from 0 to 16', 0, 16)

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
    code: v.optional(v.pipe(closeCode, v.description('told when a WebSocket closes; 1011 without it'))),
    grpcStatus: v.optional(v.pipe(grpcStatus, v.description('told when a call of gRPC ends; 14 without it'))),
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
  v.check(
    ({ action, code, grpcStatus }) => action === 'close' || (code ?? grpcStatus) === undefined,
    'expected code and grpcStatus only to close',
  ),
  v.check(
    ({ action, direction }) => action !== 'close' || direction === 'down',
    'expected direction: down to close, found up',
  ),
)

export const message = defineFault({
  name: 'message',
  seen: 'a message that is missing, late, twice, in another order or broken',
  peers: 'none in Toxiproxy, Envoy or WireMock',
  fallacy: 'The network is reliable',
  summary:
    'Loses, delays, repeats, swaps or changes whole messages of a WebSocket or of gRPC, or events, or ends them.',
  protocols: ['http1', 'http2', 'websocket'],
  holds: WHOLE_LIMIT,
  options,
  examples: [
    { action: 'drop', nth: 3 },
    { action: 'delay', for: '2s', direction: 'up' },
    { action: 'reorder' },
    { action: 'corrupt', nth: 1 },
    { action: 'close', nth: 5, code: 1011 },
    { action: 'close', nth: 2, grpcStatus: 14 },
  ],
  stage: ({ action }) => (action === 'close' ? 'endLate' : action === 'delay' ? 'pace' : 'mutate'),
  messages: () => true,
  unfit: ({ direction, code, grpcStatus }, protocol) => {
    if (protocol === 'http1' && direction === 'up') return 'expected direction: down on http, where replies are streams'
    if (protocol !== 'websocket' && code !== undefined) return `expected no code on ${protocol}: WebSockets have one`
    const isFit = protocol === 'http2' || grpcStatus === undefined
    return isFit ? null : `expected no grpcStatus on ${protocol}: gRPC is spoken over HTTP/2`
  },
  draw: ({ action, nth, for: ms, code, grpcStatus, direction }, random) => ({
    ...{ action, nth: nth ?? null, ms: ms ?? 0, code: code ?? 1011, grpcStatus: grpcStatus ?? 14, direction },
    seed: Math.floor(random.float() * 2 ** 32),
  }),
  grown: (dose, share) => (dose.action === 'delay' ? { ...dose, ms: Math.round(dose.ms * share) } : null),
  inject: (dose, tools, now) => async (exchange, next) => {
    const plain = standingAlone(exchange)
    const reply = dose.direction === 'down' ? await next(plain) : null
    const splitting = reply === null ? splittingUp(exchange) : splittingOf(exchange, reply)
    if ('why' in splitting) {
      tools.missed(splitting.why)
      return reply ?? next(exchange)
    }
    const through = (body: Body, end: () => Body) =>
      acted({ ...dose, now, end }, unitsOf(body, splitting.open()), exchange, tools)
    if (reply === null) return onRequest(body => through(body, bodyOf))(plain, next)
    const { reply: ending, end } = endable(exchange, reply, dose)
    const unsized = { ...ending, headers: withoutHeaders(reply.headers, 'content-length') }
    return withBody(unsized, through(reply.body, end))
  },
})

interface Acts {
  readonly action: 'drop' | 'delay' | 'duplicate' | 'reorder' | 'corrupt' | 'close'
  readonly nth: number | null
  now(): { readonly ms: number; readonly seed: number }
  /** What comes in place of a message that closes. */
  end(): Body
}

async function* acted(acts: Acts, units: AsyncGenerator<Unit>, exchange: Exchange, tools: Tools): Body {
  const { action, nth } = acts
  const chance = reseeded()
  let [count, hits, isAsked] = [0, 0, false]
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
      const isMeant = isMessage && !tools.lifted.aborted && behind === null && (nth === null || ++count === nth)
      const isHit = isMeant && tools.hits()
      isAsked ||= isMeant
      if (isHit) hits++
      if (isHit && action === 'close') return yield* acts.end()
      if (isHit && action === 'reorder') behind = unit
      else yield* isHit ? hit(unit, acts, chance(acts.now().seed).float(), exchange, tools) : bodyOf(unit.bytes)
      if (behind === unit) continue
      if (!isMessage || behind === null) continue
      yield behind.bytes
      behind = null
    }
    if (behind !== null) yield behind.bytes
  } finally {
    if (hits > 0) tools.acted({ action, messages: hits })
    else if (!isAsked) tools.missed('no message came that it was meant for')
  }
}

const isLiftedBefore = (asked: Promise<unknown>, { lifted }: Tools): Promise<boolean> =>
  leavable(asked, lifted).then(
    () => false,
    () => lifted.aborted,
  )

async function* hit(unit: Unit, { action, now }: Acts, share: number, exchange: Exchange, tools: Tools): Body {
  if (action === 'drop') return
  if (action === 'delay') await tools.wait(now().ms, exchange)
  yield action === 'corrupt' ? flipped(unit, share) : unit.bytes
  if (action === 'duplicate') yield unit.bytes
}
