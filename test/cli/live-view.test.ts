import { expect, test } from 'vitest'
import { frameOf, sparkline } from '../../src/cli/live-view.js'
import { openProgress } from '../../src/cli/progress.js'
import { answered, failed, journalOf, phase, planOf, runPhases } from '../support/journal-factory.js'

const plan = planOf({ phases: [phase('inject', 40)] })

const progressAt = (untilMs: number) => {
  const journal = journalOf(plan).at(900).add({ type: 'state.entered', state: 'phases' })
  runPhases(journal, plan)
  journal.samples('home', 1_000, 41_000, 500, index => (index < 20 ? answered(100) : failed(2_000)))
  journal.exchanges('slow', 1_500, 41_000, 1_000, index => index % 4 === 0)
  const progress = openProgress()
  for (const entry of journal.entries) if (entry.t < untilMs) progress.take(entry)
  return progress
}

test('the frame of a phase shows how far it is, each fault and each probe', () => {
  expect(frameOf(progressAt(21_000), 21_000)).toEqual([
    'inject      ━━━━━━━━━━━━━╸············  20 / 40 s',
    '    slow          5 hits of 20',
    '    home          p50 100 ms   p95 2 s      ▁▁▁▇▇      errors 44 %  n 36',
    '    Ctrl-C takes the faults out and ends the run',
  ])
})

test('before and after the phases one line says what is waited for', () => {
  const progress = openProgress()
  expect(frameOf(progress, 0)).toEqual(['getting ready'])
  progress.take({ t: 1, type: 'state.entered', state: 'services' })
  expect(frameOf(progress, 5)).toEqual(['starting services'])
})

test('a phase that is overdue is shown as full', () => {
  expect(frameOf(progressAt(41_000), 99_000)[0]).toBe('inject      ━━━━━━━━━━━━━━━━━━━━━━━━━━  40 / 40 s')
})

test.each([
  [[], ''],
  [[5], '▁'],
  [[5, 5.1], '▁▁'],
  [[10, null, 1_000], '▁.▇'],
  [[10, 100, 1_000], '▁▄▇'],
])('%j as a sparkline is %s', (values, expected) => {
  expect(sparkline(values)).toBe(expected)
})
