import { expect, test } from 'vitest'
import { project } from '../../src/core/journal.js'
import { doseTallies } from '../../src/metrics/doses.js'
import { faultReports } from '../../src/metrics/fault-report.js'
import { activeIn, faultRecords, tallyOf } from '../../src/metrics/faults.js'
import { journalOf, phase, planOf, runPhases, slow } from '../support/journal-factory.js'

const plan = planOf({ phases: [phase('inject', 10)], faults: [slow(), slow({ id: 'idle' })] })

test('hits and matches are counted by the phase in which an exchange was opened', () => {
  const journal = runPhases(journalOf(plan), plan).exchanges('slow', 2_000, 6_000, 1_000, at => at < 3)
  journal.at(20_000).add({ type: 'phase.started', phase: 'recover', kind: 'recover', durationMs: 1, settleMs: 0 })
  const records = project(journal.entries, faultRecords)
  expect(tallyOf(records.byId.get('slow'), 'inject')).toEqual({ matched: 4, hits: 3, missed: 0 })
  expect(tallyOf(records.byId.get('slow'), 'recover')).toEqual({ matched: 0, hits: 0, missed: 0 })
})

test('a hit that had nothing to do is none: not in the count, nor in what an exchange went through', () => {
  const journal = runPhases(journalOf(plan), plan).exchanges('slow', 2_000, 4_000, 1_000, () => true)
  journal.at(3_000.5).add({ type: 'fault.passed', x: 2, fault: 'slow', why: 'the limit was not reached' })
  const records = project(journal.entries, faultRecords)
  expect(tallyOf(records.byId.get('slow'))).toEqual({ matched: 2, hits: 1, missed: 0 })
  expect(records.injected.get(2)).toBeUndefined()
  journal.add({ type: 'fault.passed', x: 1, fault: 'slow', why: 'the limit was not reached' })
  expect(project(journal.entries, faultRecords).byId.get('slow')).toMatchObject({ firstHitMs: null, lastHitMs: null })
})

test('an exchange that closes in a later phase belongs to the one in which it was opened', () => {
  const journal = runPhases(journalOf(plan), plan).exchanges('slow', 10_999.5, 11_000, 1, () => true)
  journal.at(11_000.2).add({ type: 'phase.started', phase: 'recover', kind: 'recover', durationMs: 1, settleMs: 0 })
  expect(tallyOf(project(journal.entries, faultRecords).byId.get('slow'), 'inject').matched).toBe(1)
})

test('a hit whose exchange never closed was matched too', () => {
  const journal = runPhases(journalOf(plan), plan).at(3_000)
  journal.add({ type: 'fault.injected', x: 9, fault: 'slow', dose: null })
  expect(tallyOf(project(journal.entries, faultRecords).byId.get('slow'))).toMatchObject({ matched: 1, hits: 1 })
})

test('a fault is active from when it goes on until it is lifted, each time anew', () => {
  const journal = journalOf(plan)
  for (const from of [1_000, 5_000]) {
    journal.at(from).add({ type: 'fault.activated', fault: 'slow', phase: 'inject' })
    journal.at(from + 1_000).add({ type: 'fault.lifted', fault: 'slow', phase: 'inject', why: 'schedule' })
  }
  const records = project(journal.entries, faultRecords)
  const active = [0, 1_500, 3_000, 5_500].map(at => activeIn(records, at, at + 100).length)
  expect(active).toEqual([0, 1, 0, 1])
})

test('each fault of the plan has a row, whether it acted or not', () => {
  const journal = runPhases(journalOf(plan), plan).exchanges('slow', 2_000, 4_000, 1_000, () => true)
  journal.at(3_000.5).add({ type: 'fault.missed', x: 2, fault: 'slow', why: 'no body' })
  const rows = faultReports(plan.faults, project(journal.entries, faultRecords), project(journal.entries, doseTallies))
  expect(rows).toEqual([
    {
      ...{ id: 'slow', fault: 'latency', target: 'payments', matched: 2, hits: 2, missed: 1, missedWhy: 'no body' },
      ...{ minHits: 1, firstHitMs: 2_000, lastHitMs: 3_000, windows: [{ fromMs: 1_000, toMs: 11_000 }] },
      doses: [{ of: 'drawn', name: 'ms', n: 2, kind: 'values', values: [{ text: '800', n: 2 }] }],
    },
    {
      ...{ id: 'idle', fault: 'latency', target: 'payments', matched: 0, hits: 0, missed: 0, missedWhy: null },
      ...{ minHits: 1, firstHitMs: null, lastHitMs: null, windows: [], doses: [] },
    },
  ])
})

test('a fault that meets an exchange of an earlier phase hits it in the phase in which it came', () => {
  const journal = journalOf(plan)
  const start = (name: string) =>
    journal.add({ type: 'phase.started', phase: name, kind: 'inject', durationMs: 1, settleMs: 0 })
  start('before')
  journal.add({
    type: 'exchange.opened',
    x: 1,
    route: 'payments',
    protocol: 'websocket',
    connection: 1,
    method: 'GET',
    target: '/',
  })
  start('inject')
  journal.add({ type: 'fault.activated', fault: 'slow', phase: 'inject' })
  journal.add({ type: 'fault.injected', x: 1, fault: 'slow', dose: null })
  journal.add({ type: 'fault.lifted', fault: 'slow', phase: 'inject', why: 'schedule' })
  const { byId } = project(journal.entries, faultRecords)
  expect(tallyOf(byId.get('slow'), 'inject')).toEqual({ matched: 1, hits: 1, missed: 0 })
  expect(tallyOf(byId.get('slow'), 'before')).toEqual({ matched: 0, hits: 0, missed: 0 })
})
