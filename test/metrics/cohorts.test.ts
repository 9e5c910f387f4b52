import { expect, test } from 'vitest'
import type { Entry } from '../../src/core/journal.js'
import { evidenceOf } from '../../src/hypothesis/evidence.js'
import { judge } from '../../src/hypothesis/judge.js'
import { always, journalOf, phase, planOf, slow } from '../support/journal-factory.js'

const PLAN = planOf({
  cohorts: { entry: 'edge', treatment: 0.5, header: 'x-fallacy-cohort' },
  faults: [slow({ cohort: 'treatment' })],
  phases: [phase('inject', 10)],
  hypotheses: [always(0)],
})

/** A run in which that many of 40 requests say whose they are. */
const verdictWith = (tagged: number) => {
  const journal = journalOf(PLAN)
    .add({ type: 'phase.started', phase: 'inject', kind: 'inject', durationMs: 10_000, settleMs: 0 })
    .add({ type: 'fault.activated', fault: 'slow', phase: 'inject' })
    .samples('home', 0, 10_000, 200, () => ({ ok: true, latencyMs: 5 }))
    .exchanges('slow', 100, 8_100, 200, () => true)
    .at(10_000)
    .add({ type: 'phase.ended', phase: 'inject' })
  let seen = 0
  const entries = journal.entries.map((entry): Entry => {
    if (entry.type !== 'exchange.closed') return entry
    seen += 1
    return seen <= tagged ? { ...entry, cohort: 'treatment' } : entry
  })
  return judge(PLAN, evidenceOf(entries))[0]
}

test('a fault of one cohort decides nothing where the app does not say whose its requests are', () => {
  expect(verdictWith(36)).toMatchObject({ verdict: 'pass' })
  expect(verdictWith(35)).toMatchObject({
    verdict: 'inconclusive',
    why: 'the app does not forward x-fallacy-cohort: 35 of 40 requests to payments carried it',
  })
})
