import { expect, test } from 'vitest'
import { type Entry, openJournal } from '../../src/core/journal.js'
import { seeded } from '../../src/core/random.js'
import { openBoard } from '../../src/proxy/board.js'
import { manualClock } from '../support/manual-clock.js'
import { faultOf, ruleOf } from '../support/rules.js'

const setUp = (ttlMs = 2_000) => {
  const clock = manualClock()
  const journal = openJournal(clock.now)
  const facts: Entry[] = []
  journal.subscribe(entry => facts.push(entry))
  const board = openBoard({ clock, journal, random: seeded(1), ttlMs })
  const on = (id: string, phase = 'inject') => board.activate(ruleOf(id, faultOf('noop')), phase, () => 1)
  return { clock, board, facts, on }
}

const aimed = { route: 'payments', protocol: 'http1' } as const

test('hundreds may listen for a lift, and Node does not warn of them', async () => {
  const { board, on } = setUp()
  on('slow')
  const warned: Error[] = []
  const warn = (warning: Error) => warned.push(warning)
  process.on('warning', warn)
  for (let n = 0; n < 100; n++) board.aimedAt(aimed)[0]?.lifted.addEventListener('abort', () => {})
  await new Promise(resolve => setImmediate(resolve))
  process.off('warning', warn)
  expect(warned).toEqual([])
})

test('a stream is a request of HTTP/2, and no other', () => {
  const { board } = setUp()
  const noop = { ...faultOf('noop'), protocols: ['http1', 'http2'] } as const
  board.activate(ruleOf('slow', noop, { per: 'stream' }), 'inject', () => 1)
  expect(board.aimedAt(aimed)).toEqual([])
  expect(board.aimedAt({ ...aimed, protocol: 'http2' })).toHaveLength(1)
})

test('activating and lifting are journalled once each', () => {
  const { board, facts, on } = setUp()
  const lift = on('slow')
  expect(board.active()).toEqual(['slow'])
  lift('schedule')
  lift('phaseEnd')
  expect(board.active()).toEqual([])
  expect(facts).toEqual([
    { t: 0, type: 'fault.activated', fault: 'slow', phase: 'inject' },
    { t: 0, type: 'fault.lifted', fault: 'slow', phase: 'inject', why: 'schedule' },
  ])
})

test('without a heartbeat for its time to live every fault is lifted as expired', async () => {
  const { clock, board, facts, on } = setUp()
  on('slow')
  on('down')
  await clock.advance(1_500)
  board.renew()
  await clock.advance(1_999)
  expect(board.active()).toHaveLength(2)
  await clock.advance(1)
  expect(board.active()).toEqual([])
  expect(facts.filter(fact => fact.type === 'fault.lifted').map(fact => fact.why)).toEqual(['expired', 'expired'])
})

test('a fault that is activated after others expired has its own time to live', async () => {
  const { clock, board, on } = setUp()
  on('slow')
  await clock.advance(5_000)
  on('slow')
  await clock.advance(1_999)
  expect(board.active()).toEqual(['slow'])
  await clock.advance(1)
  expect(board.active()).toEqual([])
})

test('a closed board leaves nobody asleep', async () => {
  const { clock, board, on } = setUp()
  on('slow')
  board.close()
  await clock.advance(0)
  expect(clock.sleepers).toBe(0)
})

test('a rule meets its own route, the routes below a proxy, and nothing else', () => {
  const { board } = setUp()
  board.activate(ruleOf('all', faultOf('noop'), {}, 'payments'), 'inject', () => 1)
  board.activate(ruleOf('one', faultOf('noop'), {}, 'payments/charge'), 'inject', () => 1)
  const ids = (route: string, protocol: 'http1' | 'websocket' = 'http1') =>
    board.aimedAt({ route, protocol }).map(({ rule }) => rule.id)
  expect(ids('payments')).toEqual(['all'])
  expect(ids('payments/charge')).toEqual(['all', 'one'])
  expect(ids('payments/charges')).toEqual(['all'])
  expect(ids('payments2')).toEqual([])
  expect(ids('payments', 'websocket')).toEqual([])
})

test('rules meet a request by stage, then in the order of their activation', () => {
  const { board } = setUp()
  const stages = ['pace', 'delay', 'endEarly', 'delay'] as const
  stages.forEach((stage, at) => {
    board.activate(ruleOf(`${stage}-${at}`, { ...faultOf('noop'), stage }), 'inject', () => 1)
  })
  expect(board.aimedAt(aimed).map(({ rule }) => rule.id)).toEqual(['endEarly-2', 'delay-1', 'delay-3', 'pace-0'])
})

test('counts go on over activations of one phase and start anew in the next', () => {
  const { board } = setUp()
  const rule = ruleOf('slow', faultOf('noop'), { first: 1 })
  const connection = { id: 1, client: '127.0.0.1' }
  const request = { method: 'GET', target: '/', url: new URL('http://x.test'), headers: [], body: null }
  const hit = (phase: string) => {
    const lift = board.activate(rule, phase, () => 1)
    const { signal } = new AbortController()
    const hits = board.aimedAt(aimed).map(({ gate }) => gate.decide({ connection, request, signal }, 1))
    lift('schedule')
    return hits[0] !== null
  }
  expect([hit('a'), hit('a'), hit('b')]).toEqual([true, false, true])
})
