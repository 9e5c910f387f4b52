import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import type { Exchange } from '../../src/core/exchange.js'
import { openJournal } from '../../src/core/journal.js'
import { seeded } from '../../src/core/random.js'
import { openBoard } from '../../src/proxy/board.js'
import { toolsFor } from '../../src/proxy/tools.js'
import { manualClock } from '../support/manual-clock.js'
import { faultOf, ruleOf } from '../support/rules.js'

const setUp = () => {
  const clock = manualClock()
  const journal = openJournal(clock.now)
  const board = openBoard({ clock, journal, random: seeded(1), ttlMs: 1e9 })
  const lift = board.activate(ruleOf('slow', faultOf('noop')), 'inject', () => 1)
  const [activation] = board.aimedAt({ route: 'payments', protocol: 'http1' })
  if (activation === undefined) throw new Error('nothing is in force')
  const controller = new AbortController()
  const exchange = (parts: Partial<Exchange> = {}): Exchange => ({
    ...{ id: 1, route: 'payments', protocol: 'http1', connection: { id: 1, client: '::1' } },
    request: { method: 'GET', target: '/', url: new URL('http://x.test'), headers: [], body: null },
    signal: controller.signal,
    ...parts,
  })
  const tools = (hit = exchange()) => toolsFor(activation, hit, clock, journal)
  return { clock, lift, controller, exchange, tools }
}

test('a wait that passes is true', async () => {
  const { clock, tools, exchange } = setUp()
  const waited = tools().wait(100, exchange())
  await clock.advance(100)
  expect(await waited).toBe(true)
})

test('a wait for ever ends at the lift, and is false', async () => {
  const { lift, tools, exchange } = setUp()
  const waited = tools().wait(Number.POSITIVE_INFINITY, exchange())
  lift('schedule')
  expect(await waited).toBe(false)
  expect(await tools().wait(100, exchange())).toBe(false)
})

test('a wait throws the reason of an exchange that ends, and leaves no listener and no sleeper', async () => {
  const { clock, controller, tools, exchange } = setUp()
  const waited = tools().wait(100, exchange())
  const reason = new Error('gone')
  controller.abort(reason)
  await expect(waited).rejects.toBe(reason)
  await expect(tools().wait(100, exchange())).rejects.toBe(reason)
  expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0)
  expect(clock.sleepers).toBe(1) // the board's lease
})

test('state is shared by the hits of its scope and by no others', () => {
  const { tools, exchange } = setUp()
  const one = { id: 1, client: 'a' }
  const of = (parts: Partial<Exchange>) => tools(exchange(parts))
  const marks = (scope: 'exchange' | 'connection' | 'client' | 'route' | 'proxy', ...hits: Partial<Exchange>[]) =>
    new Set(hits.map(hit => of(hit).state(scope, () => Symbol(scope)))).size
  const fresh = () => ({ signal: new AbortController().signal })
  expect(marks('exchange', fresh(), fresh())).toBe(2)
  expect(marks('connection', { connection: one }, { connection: one }, { connection: { ...one } })).toBe(2)
  expect(marks('client', { connection: one }, { connection: { id: 2, client: 'a' } })).toBe(1)
  expect(marks('route', { route: 'p/a' }, { route: 'p/a' }, { route: 'p/b' })).toBe(2)
  expect(marks('proxy', { route: 'p/a' }, { route: 'p/b' }, { route: 'q' })).toBe(2)
})
