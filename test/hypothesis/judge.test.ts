// Over 150 lines: what makes a phase worth judging at all, whatever the hypothesis.
import { expect, test } from 'vitest'
import type { Fact } from '../../src/core/fact.js'
import type { Plan } from '../../src/core/plan.js'
import { evidenceOf } from '../../src/hypothesis/evidence.js'
import { judge } from '../../src/hypothesis/judge.js'
import { always, answered, failed, journalOf, phase, planOf, runPhases, slo, slow } from '../support/journal-factory.js'
import { judgedBy } from '../support/judged.js'

const phases = [phase('inject', 40)]
const base = { phases, hypotheses: [slo({ confidence: null })] }

const sampled = (plan: Plan, latencyMs = 100) =>
  runPhases(journalOf(plan), plan).samples('home', 1_000, 41_000, 100, () => answered(latencyMs))

test('a fault that matched no request makes its phase inconclusive, whatever was measured', () => {
  for (const latencyMs of [100, 3_000])
    expect(judgedBy(planOf(base), sampled(planOf(base), latencyMs))).toMatchObject({
      ...{ verdict: 'inconclusive', why: '0 requests matched slow', measured: latencyMs },
      advice: 'send traffic through payments, or mend the target',
    })
})

test('a fault that matched requests and hit none says so', () => {
  const journal = sampled(planOf(base)).exchanges('slow', 1_000, 41_000, 1_000, () => false)
  expect(judgedBy(planOf(base), journal).why).toBe('40 requests matched slow, none was hit')
})

test('fewer hits than asked for make a phase inconclusive, as many let it be judged', () => {
  const plan = planOf({ ...base, faults: [slow({ minHits: 20 })] })
  const hit = (count: number) =>
    judgedBy(
      plan,
      sampled(plan).exchanges('slow', 1_000, 41_000, 1_000, index => index < count),
    )
  expect(hit(19)).toMatchObject({ verdict: 'inconclusive', why: '40 requests matched slow, 19 were hit, 20 needed' })
  expect(hit(20).verdict).toBe('pass')
})

test('hits that could not act do not count', () => {
  const plan = planOf(base)
  const journal = sampled(plan).exchanges('slow', 2_000, 2_100, 100, () => true)
  journal.at(2_001).add({ type: 'fault.missed', x: 1, fault: 'slow', why: 'the reply has no body' })
  expect(judgedBy(plan, journal)).toMatchObject({
    verdict: 'inconclusive',
    why: 'slow could not act on 1 of its 1 hit (the reply has no body)',
  })
})

test('hits in one phase do not count for another', () => {
  const inject = { ...phase('inject', 20), name: 'first' }
  const plan = planOf({
    phases: [inject, { ...inject, name: 'second' }],
    hypotheses: [slo({ confidence: null, phases: ['first', 'second'] })],
  })
  const journal = sampled(plan).exchanges('slow', 1_000, 20_000, 1_000, () => true)
  const verdicts = judge(plan, evidenceOf(journal.entries)).map(({ phase, verdict }) => [phase, verdict])
  expect(verdicts).toEqual([
    ['first', 'pass'],
    ['second', 'inconclusive'],
  ])
})

test('a planned fault that was never active makes its phase inconclusive', () => {
  const plan = planOf(base)
  const journal = journalOf(plan).samples('home', 1_000, 41_000, 100, () => answered(100))
  journal.at(1_000).add({ type: 'phase.started', phase: 'inject', kind: 'inject', durationMs: 40_000, settleMs: 0 })
  journal.at(41_000).add({ type: 'phase.ended', phase: 'inject' })
  expect(judgedBy(plan, journal).why).toBe('slow was never active in inject')
})

test('a run with every fault off is judged without asking for hits', () => {
  const plan = planOf(base)
  const journal = journalOf(plan, { withoutFaults: true }).samples('home', 1_000, 41_000, 100, () => answered(100))
  journal.at(1_000).add({ type: 'phase.started', phase: 'inject', kind: 'inject', durationMs: 40_000, settleMs: 0 })
  journal.at(41_000).add({ type: 'phase.ended', phase: 'inject' })
  expect(judgedBy(plan, journal).verdict).toBe('pass')
})

test('a fault that expired before its time makes its phase inconclusive', () => {
  const plan = planOf(base)
  const journal = journalOf(plan).samples('home', 1_000, 41_000, 100, () => answered(100))
  journal.at(1_000).add({ type: 'phase.started', phase: 'inject', kind: 'inject', durationMs: 40_000, settleMs: 0 })
  journal.add({ type: 'fault.activated', fault: 'slow', phase: 'inject' })
  journal.exchanges('slow', 1_000, 15_000, 1_000, () => true)
  journal.at(16_000).add({ type: 'fault.lifted', fault: 'slow', phase: 'inject', why: 'expired' })
  journal.at(41_000).add({ type: 'phase.ended', phase: 'inject' })
  expect(judgedBy(plan, journal).why).toBe('slow expired before its time')
})

test('more than a tenth of probe errors makes a phase inconclusive, a tenth does not', () => {
  const plan = planOf({ ...base, faults: [] })
  const with_ = (every: number) =>
    judgedBy(
      plan,
      runPhases(journalOf(plan), plan).samples('home', 1_000, 41_000, 100, index =>
        index % every === 0 ? failed(1, 'probeError') : answered(3_000),
      ),
    )
  expect(with_(5)).toMatchObject({ verdict: 'inconclusive', why: 'the probe itself failed 80 of 400 times (20 %)' })
  expect(with_(10)).toMatchObject({ verdict: 'fail', samples: 360 })
})

test('nothing but probe errors is inconclusive, for every kind', () => {
  const plan = planOf({
    phases,
    faults: [],
    hypotheses: [slo(), slo({ measure: 'count', limit: { op: 'max', value: 5, text: '5' } }), always(2)],
  })
  const journal = runPhases(journalOf(plan), plan).samples('home', 1_000, 41_000, 100, () => failed(1, 'probeError'))
  const found = judge(plan, evidenceOf(journal.entries))
  expect(found.map(({ verdict, samples }) => [verdict, samples])).toEqual(found.map(() => ['inconclusive', 0]))
  expect(found).toHaveLength(3)
})

/** An inject phase of 40 s that `cut` ends at 21 s, with hits and samples of one latency. */
const cutShort = (latencyMs: number, ...cut: readonly Fact[]) => {
  const plan = planOf(base)
  const journal = journalOf(plan).at(1_000)
  journal.add({ type: 'phase.started', phase: 'inject', kind: 'inject', durationMs: 40_000, settleMs: 0 })
  journal.add({ type: 'fault.activated', fault: 'slow', phase: 'inject' })
  journal
    .exchanges('slow', 1_000, 20_000, 1_000, () => true)
    .samples('home', 1_000, 20_000, 100, () => answered(latencyMs))
  return judgedBy(plan, journal.at(21_000).add(...cut))
}

const ABORT: Fact = { type: 'abort.triggered', rule: 'down', why: 'home failed 6 times in a row' }

test('a phase that was cut short can fail but not pass', () => {
  for (const cut of [[ABORT], [{ type: 'signal.received', signal: 'SIGINT' } as const], []]) {
    expect(cutShort(3_000, ...cut).verdict).toBe('fail')
    expect(cutShort(100, ...cut).verdict).toBe('inconclusive')
  }
  expect(cutShort(100, ABORT).why).toBe('inject was cut short after 20 s of 40 s')
})

test('a phase that never started is skipped', () => {
  const plan = planOf(base)
  expect(judgedBy(plan, journalOf(plan))).toMatchObject({ verdict: 'skipped', why: 'inject never started' })
})

test('a phase that the journal does not see ending is not complete', () => {
  const torn = cutShort(100)
  expect(torn).toMatchObject({ verdict: 'inconclusive', samples: 190 })
})
