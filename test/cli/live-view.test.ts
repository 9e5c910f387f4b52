import { expect, test } from 'vitest'
import { frameOf, sparkline } from '../../src/cli/live-view.js'
import { project } from '../../src/core/journal.js'
import { live } from '../../src/metrics/live.js'
import { answered, failed, journalOf, phase, planOf, runPhases } from '../support/journal-factory.js'

const plan = planOf({ phases: [phase('inject', 40)] })

const stateAt = (untilMs: number) => {
  const journal = journalOf(plan).at(900).add({ type: 'state.entered', state: 'phases' })
  runPhases(journal, plan)
  journal.samples('home', 1_000, 41_000, 500, index => (index < 20 ? answered(100) : failed(2_000)))
  journal.exchanges('slow', 1_500, 41_000, 1_000, index => index % 4 === 0)
  return project(
    journal.entries.filter(({ t }) => t < untilMs),
    live,
  )
}

test('the frame of a phase shows how far it is, each fault and each probe', () => {
  expect(frameOf(stateAt(21_000), 'phases', 21_000)).toEqual([
    'inject      ━━━━━━━━━━━━━╸············  20 / 40 s',
    '    slow          5 hits of 20',
    '    home          p50 100 ms   p95 2 s      ▁▁▁▁▁▁▁▁▁..▇▇▇▇▇▇▇▇.  errors 47 %  1.8/s',
    '    Ctrl-C takes the faults out and ends the run',
  ])
})

test('before and after the phases one line says what is waited for', () => {
  expect(frameOf(live.start(), 'preflight', 0)).toEqual(['getting ready'])
  expect(frameOf(live.start(), 'phases', 0)).toEqual(['running'])
  expect(frameOf(stateAt(21_000), 'stopping', 21_000)).toEqual(['stopping services'])
})

test('a phase that is overdue is shown as full', () => {
  expect(frameOf(stateAt(41_000), 'phases', 99_000)[0]).toBe('inject      ━━━━━━━━━━━━━━━━━━━━━━━━━━  40 / 40 s')
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
