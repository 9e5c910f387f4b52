import { expect, test } from 'vitest'
import { project } from '../../src/core/journal.js'
import { judgedFrom, phaseSpans } from '../../src/metrics/phases.js'
import { journalOf, phase, planOf, runPhases } from '../support/journal-factory.js'

const plan = planOf({ phases: [phase('baseline', 10, { settleMs: 2_000 }), phase('inject', 20)] })

const spansOf = (entries: Parameters<typeof project>[0]) =>
  project(entries, phaseSpans).spans.map(({ name, fromMs, untilMs, complete }) => [name, fromMs, untilMs, complete])

test('phases last from their start to their end', () => {
  expect(spansOf(runPhases(journalOf(plan), plan).at(60_000).ended('pass').entries)).toEqual([
    ['baseline', 1_000, 11_000, true],
    ['inject', 11_000, 31_000, true],
  ])
})

test('a phase that is cut ends where the cause is, whatever follows', () => {
  const journal = runPhases(journalOf(plan), plan).until(21_000)
  journal
    .add({ type: 'signal.received', signal: 'SIGINT' })
    .at(26_000)
    .add({ type: 'state.entered', state: 'draining' })
  expect(spansOf(journal.entries).at(-1)).toEqual(['inject', 11_000, 21_000, false])
})

test('a phase that was running when the journal tore lasts to the last entry', () => {
  const journal = runPhases(journalOf(plan), plan).until(21_000).add({ type: 'warning.raised', message: 'late' })
  expect(spansOf(journal.entries).at(-1)).toEqual(['inject', 11_000, 21_000, false])
})

test('a phase that ends after all is complete, whatever went wrong in it', () => {
  const journal = runPhases(journalOf(plan), plan).at(15_000)
  journal.add({ type: 'failure.occurred', exit: 'fail', message: 'service gone', hints: [] })
  expect(spansOf(journal.entries).at(-1)).toEqual(['inject', 11_000, 31_000, true])
})

test('judging starts when a phase has settled', () => {
  const [baseline] = project(runPhases(journalOf(plan), plan).entries, phaseSpans).spans
  expect(baseline && judgedFrom(baseline)).toBe(3_000)
})
