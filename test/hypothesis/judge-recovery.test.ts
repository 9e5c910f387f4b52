import { expect, test } from 'vitest'
import type { Plan } from '../../src/core/plan.js'
import type { Sample } from '../../src/core/probe.js'
import { evidenceOf } from '../../src/hypothesis/evidence.js'
import { judge } from '../../src/hypothesis/judge.js'
import { answered, failed, journalOf, phase, planOf, recovery, runPhases } from '../support/journal-factory.js'
import { judgedBy } from '../support/judged.js'

const phases = [phase('inject', 10), phase('recover', 20)]

/** The fault is lifted at 11 s; `sampleOf` is asked every 200 ms from then on, with the ms since the lift. */
const judged = (sampleOf: (sinceMs: number) => Sample, parts: Partial<Plan> = {}, untilMs = 20_000, everyMs = 200) => {
  const plan = planOf({ phases, hypotheses: [recovery()], ...parts })
  const journal = runPhases(journalOf(plan), plan).exchanges('slow', 1_000, 11_000, 500, () => true)
  journal.samples('home', 11_000, 11_000 + untilMs, everyMs, index => sampleOf(index * everyMs))
  return judgedBy(plan, journal)
}

test('a system that is normal at once recovers in no time', () => {
  expect(judged(() => answered(20))).toMatchObject({
    verdict: 'pass',
    measured: 0,
    phase: null,
    measure: 'recoveryTime',
  })
})

test('the time to recover is counted from the lift to the start of the first stable window', () => {
  const found = judged(since => answered(since < 3_500 ? 800 : 20))
  expect(found).toMatchObject({ verdict: 'pass', measured: 4_000, why: 'normal again 4 s after the last fault' })
  expect(found.limit).toBe('<= 5 s until latency.p95 <= 100 ms for 3 s')
})

test('a recovery that comes too late fails with its time', () => {
  const found = judged(since => answered(since < 9_000 ? 800 : 20))
  expect(found).toMatchObject({ verdict: 'fail', measured: 9_000, why: 'normal again only 9 s after the last fault' })
  expect(found.examples).not.toEqual([])
})

test('no recovery at all fails without a time', () => {
  expect(judged(() => answered(800))).toMatchObject({ verdict: 'fail', measured: null })
})

test('a good moment that does not last is no recovery', () => {
  const found = judged(since => answered(since >= 1_000 && since < 3_000 ? 20 : 800))
  expect(found.verdict).toBe('fail')
})

test('failing fast is not being back to normal', () => {
  expect(judged(() => failed(1, 'connect')).verdict).toBe('fail')
})

test('without samples, or with hardly any, it is inconclusive', () => {
  expect(judged(() => answered(20), {}, 0)).toMatchObject({ verdict: 'inconclusive', samples: 0 })
  expect(judged(() => answered(20), {}, 20_000, 1_500).verdict).toBe('inconclusive')
})

test('a run that ends before the time is over leaves a recovery open that has not come yet', () => {
  const short = { phases: [phase('inject', 10), phase('recover', 6)] }
  expect(judged(() => answered(800), short, 6_000).verdict).toBe('inconclusive')
  expect(judged(() => answered(20), short, 6_000).verdict).toBe('pass')
})

test('it counts from the last lift of an inject phase', () => {
  const plan = planOf({ phases, hypotheses: [recovery()] })
  const journal = runPhases(journalOf(plan), plan).exchanges('slow', 1_000, 11_000, 500, () => true)
  journal.at(14_000).add({ type: 'fault.activated', fault: 'slow', phase: 'inject' })
  journal.at(15_000).add({ type: 'fault.lifted', fault: 'slow', phase: 'inject', why: 'schedule' })
  journal.samples('home', 11_000, 31_000, 200, index => answered(index * 200 < 6_000 ? 800 : 20))
  expect(judge(plan, evidenceOf(journal.entries))[0]).toMatchObject({ verdict: 'pass', measured: 2_000 })
})

test('a fault that hit nothing leaves nothing to recover from', () => {
  const plan = planOf({ phases, hypotheses: [recovery()] })
  const journal = runPhases(journalOf(plan), plan).samples('home', 11_000, 31_000, 200, () => answered(20))
  expect(judge(plan, evidenceOf(journal.entries))[0]).toMatchObject({
    verdict: 'inconclusive',
    why: '0 requests matched slow',
  })
})

test('without an inject phase it is skipped', () => {
  const plan = planOf({ hypotheses: [recovery()] })
  expect(judge(plan, evidenceOf(journalOf(plan).entries))[0]).toMatchObject({ verdict: 'skipped' })
})
