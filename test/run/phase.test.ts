import { expect, test } from 'vitest'
import { type Entry, openJournal } from '../../src/core/journal.js'
import type { PhasePlan } from '../../src/core/plan.js'
import { runPhase, type Stage } from '../../src/run/phase.js'
import { manualClock } from '../support/manual-clock.js'
import { faultOf, ruleOf } from '../support/rules.js'

const phase: PhasePlan = {
  name: 'inject',
  kind: 'inject',
  durationMs: 1_000,
  settleMs: 0,
  faults: ['slow'],
  ramp: { overMs: 500, from: 0 },
  schedule: [{ fault: 'cut', atMs: 300, forMs: 200 }],
}

const setUp = () => {
  const clock = manualClock()
  const journal = openJournal(clock.now)
  const entries: Entry[] = []
  journal.subscribe(entry => entries.push(entry))
  const seen: string[] = []
  const intensities: (() => number)[] = []
  const stage: Stage = {
    clock,
    journal,
    rules: new Map(['slow', 'cut'].map(id => [id, ruleOf(id, faultOf('latency'))])),
    plane: {
      activate: (rule, _phase, intensity = () => 1) => {
        seen.push(`${clock.now()} ${rule.id} on`)
        intensities.push(intensity)
        return why => seen.push(`${clock.now()} ${rule.id} off: ${why}`)
      },
    },
    startLoad: name => {
      seen.push(`${clock.now()} load of ${name}`)
      return () => seen.push(`${clock.now()} load stopped`)
    },
    whyLeft: () => 'signal',
    endsEarly: ({ until }) => (until !== undefined && clock.now() >= 3_500 ? 'all recovered' : null),
  }
  return { clock, entries, seen, stage, intensities }
}

test('faults go on and off as planned, and all are off at the end of the phase', async () => {
  const { clock, entries, seen, stage } = setUp()
  const running = runPhase(phase, stage, new AbortController().signal)
  await clock.advance(1_000)
  await running
  expect(seen).toEqual([
    '0 load of inject',
    '0 slow on',
    '300 cut on',
    '500 cut off: schedule',
    '1000 slow off: phaseEnd',
    '1000 load stopped',
  ])
  expect(entries.map(({ type }) => type)).toEqual(['phase.started', 'phase.ended'])
})

test('a phase that is left early lifts its faults at once, says why, and is not complete', async () => {
  const { clock, entries, seen, stage } = setUp()
  const leaving = new AbortController()
  const running = runPhase(phase, stage, leaving.signal)
  await clock.advance(400)
  leaving.abort(new Error('stop'))
  await expect(running).rejects.toThrow('stop')
  expect(seen.slice(-3)).toEqual(['400 slow off: signal', '400 cut off: signal', '400 load stopped'])
  expect(entries.map(({ type }) => type)).toEqual(['phase.started'])
})

test('the intensity of a fault follows the ramp of its phase', async () => {
  const { clock, stage, intensities } = setUp()
  const running = runPhase(phase, stage, new AbortController().signal)
  await clock.advance(250)
  expect(intensities[0]?.()).toBeCloseTo(0.5)
  await clock.advance(750)
  await running
  expect(intensities[0]?.()).toBe(1)
})

test.each([
  [{ until: 'allRecovered', durationMs: 9_000 }, 3_500, 'all recovered'],
  [{ until: 'allRecovered', durationMs: 3_200 }, 3_200, undefined],
  [{ durationMs: 9_000 }, 9_000, undefined],
] as const)('a phase with %j ends at %d ms, and says why when that is early: %s', async (parts, at, early) => {
  const { clock, entries, stage } = setUp()
  const recover: PhasePlan = { name: 'recover', kind: 'recover', settleMs: 0, faults: [], schedule: [], ...parts }
  const running = runPhase(recover, stage, new AbortController().signal)
  await clock.advance(9_000)
  await running
  expect(entries.at(-1)).toEqual({ t: at, type: 'phase.ended', phase: 'recover', ...(early && { early }) })
})
