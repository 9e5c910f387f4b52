import { expect, test } from 'vitest'
import { openDesk } from '../../src/gameday/desk.js'
import { measuredNow } from '../../src/gameday/measured-now.js'
import { openScene } from '../../src/gameday/scene.js'
import { gameDayPlan } from '../support/game-day.js'
import { answered, failed, journalOf, recovery } from '../support/journal-factory.js'

const at = (now: number) => {
  const plan = { ...gameDayPlan(), hypotheses: [...gameDayPlan().hypotheses, recovery()] }
  const scene = openScene(openDesk(plan), '/runs/1')
  const writer = journalOf(plan).at(10_000)
  writer.add({ type: 'phase.started', phase: 'inject', kind: 'inject', durationMs: 90_000, settleMs: 0 })
  writer.samples('home', 5_000, 50_000, 100, index => (index < 250 ? answered(100) : failed(2_000)))
  for (const entry of writer.entries) if (entry.t <= now) scene.read(entry)
  return measuredNow(scene, now)
}

test('the last seconds of the phase stand beside each limit', () => {
  expect(at(25_000)).toMatchObject([
    { id: 'usable', value: '100 ms', limit: '<= 1 s', holds: true },
    { id: 'no-errors', value: '0.0 %', limit: '<= 5.0 %', holds: true },
    { id: 'back', value: '100 ms', limit: '<= 100 ms', holds: true },
  ])
  expect(at(60_000)).toMatchObject([
    { id: 'usable', value: '2 s', holds: false },
    { id: 'no-errors', value: '100 %', holds: false },
    { id: 'back', holds: false },
  ])
})

test('where nothing was sampled nothing holds', () => {
  expect(at(4_000).map(({ value, holds }) => [value, holds])).toEqual([
    [null, null],
    [null, null],
    [null, null],
  ])
})
