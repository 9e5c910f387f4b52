import type { Exchange, Handler, Reply, Request } from '../../src/core/exchange.js'
import type { FactOf, FactType } from '../../src/core/fact.js'
import type { HeaderList } from '../../src/core/headers.js'
import { type Entry, openJournal } from '../../src/core/journal.js'
import type { Json } from '../../src/core/json.js'
import { seeded } from '../../src/core/random.js'
import { openBoard } from '../../src/proxy/board.js'
import { toolsFor } from '../../src/proxy/tools.js'
import { type ManualClock, manualClock } from './manual-clock.js'
import { ruleOf } from './rules.js'
import { faultNamed } from './with-proxy.js'

/** A body that tells how it is read. */
export interface Source extends AsyncIterable<Uint8Array> {
  readonly pulled: number
  readonly closed: boolean
}

/** `count` chunks of `size` bytes, each byte telling its place; or, once those are over, silence. */
export const sourceOf = (count: number, size = 1_000, then: 'end' | 'silence' = 'end'): Source => {
  let pulled = 0
  let closed = false
  return {
    get pulled() {
      return pulled
    },
    get closed() {
      return closed
    },
    [Symbol.asyncIterator]: () => ({
      async next() {
        if (closed) return { done: true, value: undefined }
        if (pulled === count * size && then === 'silence') await new Promise(() => {})
        if (pulled === count * size) {
          closed = true
          return { done: true, value: undefined }
        }
        const value = bytesFrom(pulled, size)
        pulled += size
        return { done: false, value }
      },
      async return() {
        closed = true
        return { done: true, value: undefined }
      },
    }),
  }
}

/** The bytes of a source from one place on. */
export const bytesFrom = (at: number, size: number): Buffer =>
  Buffer.from(Array.from({ length: size }, (_, n) => at + n))

export interface TestExchange extends Exchange {
  abort(): void
}

let exchanges = 0
export const exchangeOf = (parts: Partial<Request> = {}, connection = { id: 1, client: '127.0.0.1' }): TestExchange => {
  const controller = new AbortController()
  const request: Request = {
    ...{ method: 'GET', target: '/', url: new URL('http://test/'), headers: [], body: null },
    ...parts,
  }
  return {
    ...{ id: ++exchanges, route: 'payments', protocol: 'http1', connection, request, signal: controller.signal },
    abort: () => controller.abort(new Error('the client left')),
  }
}

export const replyOf = (body: AsyncIterable<Uint8Array>, headers: HeaderList = [], status = 200): Reply => ({
  ...{ status, headers, body },
})

/** One fault in force, outside of any proxy, on a clock that only the test moves. */
export interface Hit {
  readonly clock: ManualClock
  readonly dose: Json
  /** Sends an exchange through the fault. */
  through(exchange: Exchange, next: Handler): Promise<Reply>
  lift(): void
  facts<Type extends FactType>(type: Type): readonly Entry<FactOf<Type>>[]
}

/** `strength` is how much of a growing dose there is by then. */
export const hitBy = (name: string, options: Json, seed = 1, strength: () => number = () => 1): Hit => {
  const clock = manualClock()
  const journal = openJournal(clock.now)
  const entries: Entry[] = []
  journal.subscribe(entry => entries.push(entry))
  const board = openBoard({ clock, journal, random: seeded(seed), ttlMs: Number.POSITIVE_INFINITY })
  const fault = faultNamed(name, options)
  const lift = board.activate(ruleOf('hit', fault), 'inject', () => 1)
  const idle = clock.sleepers
  return {
    clock: Object.defineProperty({ ...clock }, 'sleepers', { get: () => clock.sleepers - idle }),
    dose: fault.draw(seeded(seed)).dose,
    through(given, next) {
      const [protocol = 'http1'] = fault.protocols
      const exchange = fault.protocols.includes(given.protocol) ? given : { ...given, protocol }
      const [activation] = board.aimedAt(exchange)
      if (activation === undefined) throw new Error('the fault is not in force')
      const injection = fault.draw(seeded(seed), strength())
      return injection.inject(toolsFor(activation, exchange, clock, journal), strength)(exchange, next)
    },
    lift: () => lift('schedule'),
    facts: type => entries.filter((entry): entry is Entry<FactOf<typeof type>> => entry.type === type),
  }
}

/** Lets everything happen that needs no time. */
export const turn = async (turns = 3): Promise<void> => {
  for (let n = 0; n < turns; n++) await new Promise<void>(resolve => setImmediate(resolve))
}
