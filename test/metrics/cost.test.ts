import { expect, test } from 'vitest'
import type { Fact } from '../../src/core/fact.js'
import type { Entry } from '../../src/core/journal.js'
import { project } from '../../src/core/journal.js'
import { costReports, costs } from '../../src/metrics/cost.js'
import { costLines } from '../../src/reporters/text-tables.js'
import { buildReport } from '../../src/run/report.js'
import { answered, journalOf, phase, planOf } from '../support/journal-factory.js'

const opened = (x: number, connection: number, route: string, origin?: string): Fact => ({
  ...{ type: 'exchange.opened', x, route, protocol: 'http1', connection, method: 'GET', target: '/' },
  ...(origin !== undefined && { origin }),
})
const closed = (x: number, route: string, received: number, sent: number): Fact => ({
  ...{ type: 'exchange.closed', x, route, end: 'complete', status: 200, received, sent },
  ...{ headMs: 1, totalMs: 1, injected: [], matched: [] },
})
const started = (name: 'baseline' | 'inject'): Fact => ({
  ...{ type: 'phase.started', phase: name, kind: name, durationMs: 1_000, settleMs: 0 },
})
const asked: Fact = { type: 'load.sampled', load: 'shoppers', request: 'order', sample: answered(1), lateMs: 0 }

const story = () => {
  const plan = planOf({ phases: [phase('baseline', 1), phase('inject', 1)] })
  const journal = journalOf(plan)
  journal.add(started('baseline'), opened(1, 1, 'shop'), opened(2, 2, 'pay/charges', 'https://pay.test'))
  journal.add(closed(2, 'pay/charges', 10, 20), closed(1, 'shop', 5, 5), asked, opened(3, 1, 'shop'), asked)
  journal.add(started('inject'), closed(3, 'shop', 0, 100), opened(4, 2, 'pay/charges', 'https://pay.test'))
  journal.add(opened(5, 3, 'pay', 'https://pay.test'), closed(4, 'pay/charges', 1, 2), asked)
  return journal.entries
}

test('what a proxy carried counts in the phase in which it began, a connection once', () => {
  const entries: readonly Entry[] = story()
  expect(costReports(project(entries, costs))).toEqual([
    { proxy: 'shop', phase: 'baseline', operations: 2, attempts: 2, connections: 1, handshakes: 0, bytes: 110 },
    { proxy: 'pay', phase: 'baseline', operations: 2, attempts: 1, connections: 1, handshakes: 1, bytes: 30 },
    { proxy: 'pay', phase: 'inject', operations: 1, attempts: 2, connections: 1, handshakes: 1, bytes: 3 },
  ])
})

test('the summary tells the calls for one request without faults, and under them', () => {
  expect(costLines(buildReport(story()), 96)).toEqual(['  calls    for each request of the load: shop 1 · pay 0.5 → 2'])
})

test('without a load there is nothing to divide by', () => {
  const entries = story().filter(({ type }) => type !== 'load.sampled')
  expect(costLines(buildReport(entries), 96)).toEqual([])
})
