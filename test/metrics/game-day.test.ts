import { expect, test } from 'vitest'
import { project } from '../../src/core/journal.js'
import { gameDay } from '../../src/metrics/game-day.js'
import { buildReport } from '../../src/run/report.js'
import { journalOf, planOf, runPhases } from '../support/journal-factory.js'
import { storyOf } from '../support/stories.js'

test('a report tells who foresaw what, how soon it was noticed, and how soon a halt was obeyed', () => {
  const { gameDay: day } = buildReport(storyOf('gameDay'))
  expect(day).toMatchObject({
    checklist: [
      { item: 'dashboards open', t: 12_000, by: 'Anna' },
      { item: 'support informed', t: null, by: null },
    ],
    gates: [{ phase: 'inject', fromMs: 21_000, toMs: 21_000, by: 'Anna' }],
    ...{ detectedMs: 4_000, mitigatedMs: null },
    halted: { by: 'Anna', why: 'enough seen', offMs: 4 },
  })
  expect(day?.predictions[0]?.expected[0]).toEqual({
    ...{ hypothesis: 'usable', expected: 'fail', verdict: 'inconclusive', right: null },
  })
})

test('the last prediction of a person counts, and a run that ended well was foreseen or not', () => {
  const people = { facilitator: null, roles: { coordinator: null, reporter: null, observers: [] }, checklist: [] }
  const plan = planOf({ gameDay: { ...people, expectedResponse: null, predictions: 'optional', blind: false } })
  const writer = runPhases(journalOf(plan), plan)
  for (const expected of ['pass', 'fail'] as const)
    writer.at(2_000).add({ type: 'prediction.made', by: 'Bo', expects: { usable: expected } })
  expect([...project(writer.entries, gameDay).predictions.values()]).toEqual([
    { t: 2_000, by: 'Bo', expects: { usable: 'fail' }, why: null },
  ])
})

test('what was noticed before the first fault was not the fault', () => {
  const plan = planOf()
  const writer = runPhases(journalOf(plan), plan)
  writer.at(5_000).add({ type: 'note.taken', by: 'Cy', kind: 'detected', text: '' })
  const { firstFaultMs, notes } = project(writer.entries, gameDay)
  expect([firstFaultMs, notes.length]).toEqual([21_000, 1])
})
