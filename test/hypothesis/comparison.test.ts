import { expect, test } from 'vitest'
import type { SloHypothesis, Versus } from '../../src/core/plan.js'
import type { Sample } from '../../src/core/probe.js'
import { evidenceOf } from '../../src/hypothesis/evidence.js'
import { judge } from '../../src/hypothesis/judge.js'
import { differenceOf, ratioOf } from '../../src/hypothesis/mover.js'
import { answered, failed, journalOf, phase, planOf, runPhases, slo } from '../support/journal-factory.js'
import { calmPlan, judgedBy } from '../support/judged.js'

const bounded = (measured: number, low: number, high: number) => ({ measured, bounds: { low, high } })

test('the interval of a difference is that of Newcombe, as published', () => {
  // 56/70 against 48/80: R. G. Newcombe, Statistics in Medicine 17 (1998), table II, method 10.
  const { measured, bounds } = differenceOf(bounded(0.8, 0.6917, 0.8774), bounded(0.6, 0.4905, 0.7003))
  expect(measured).toBeCloseTo(0.2, 9)
  expect(bounds.low).toBeCloseTo(0.0524, 3)
  expect(bounds.high).toBeCloseTo(0.3339, 3)
})

test('a ratio to nothing is none, a ratio of nothing is 0 with an upper bound, and a missing bound stays missing', () => {
  expect(ratioOf(bounded(1, 0, 2), bounded(0, 0, 0.1))).toBeNull()
  expect(ratioOf(bounded(0, 0, 0.02), bounded(0.1, 0.05, 0.2))).toMatchObject({
    measured: 0,
    bounds: { low: 0, high: expect.closeTo(0.4, 9) },
  })
  const open = ratioOf(bounded(100, 80, Number.POSITIVE_INFINITY), bounded(50, 40, 60))
  expect(open?.bounds.high).toBe(Number.POSITIVE_INFINITY)
  expect(open?.bounds.low).toBeGreaterThan(1)
})

const BASELINE: Versus = { by: 'ratio', to: { kind: 'phase', phase: 'baseline' } }
const times = (value: number) => ({ op: 'max', value, text: String(value) }) as const

/** Judges a comparison: `home` looks 400 times in the baseline and in inject, `control` in inject. */
const judged = (
  hypothesis: SloHypothesis,
  {
    before,
    during,
    control = during,
  }: Record<'before' | 'during', (i: number) => Sample> & { control?: (i: number) => Sample },
) => {
  const phases = [phase('baseline', 40), phase('inject', 40, { faults: [] })]
  const plan = planOf({ faults: [], phases, hypotheses: [hypothesis] })
  const journal = runPhases(journalOf(plan), plan)
    .samples('home', 1_000, 41_000, 100, before)
    .samples('home', 41_000, 81_000, 100, during)
    .samples('control', 41_000, 81_000, 100, control)
  return judgedBy(plan, journal)
}
const spread = (base: number) => (i: number) => answered(base + ((i * 7) % 20))
const wide = (i: number) => answered(100 + ((i * 37) % 101))
const every = (n: number) => (i: number) => (i % n === 0 ? failed(1) : answered(10))

test('a ratio is judged by the whole of its interval, and says what was compared', () => {
  const ratio = slo({ versus: BASELINE, limit: times(1.5) })
  const twice = judged(ratio, { before: spread(100), during: spread(220) })
  expect(twice).toMatchObject({ verdict: 'fail', measure: 'latency.p95 ratio', limit: '<= 1.5 times that in baseline' })
  expect(twice.why).toBe('the whole 95 % interval breaks the limit: 238 ms against 118 ms in baseline')
  expect(twice.measured).toBeCloseTo(238 / 118, 6)
  expect(twice.compared).toMatchObject({ here: { measured: 238 }, there: { measured: 118 } })
  expect(twice.examples[0]).toMatchObject({ latencyMs: 239 })
  expect(judged(ratio, { before: spread(100), during: spread(105) }).verdict).toBe('pass')
  expect(judged(slo({ versus: BASELINE, limit: times(1.01) }), { before: wide, during: wide })).toMatchObject({
    verdict: 'inconclusive',
    why: expect.stringMatching(/^400 samples, \d+ needed to decide$/),
  })
})

const INCREASE: Versus = { by: 'difference', to: { kind: 'probe', probe: 'control' } }

test('a difference to a probe at the same time is judged in the unit of the measure', () => {
  const errors = slo({ measure: 'errorRate', versus: INCREASE, limit: { op: 'max', value: 0.05, text: '5%' } })
  const parts = { before: every(2), control: every(50) }
  expect(judged(errors, { ...parts, during: every(50) })).toMatchObject({
    ...{ verdict: 'pass', measured: 0, limit: '<= +5.0 % against that of control' },
  })
  expect(judged(errors, { ...parts, during: every(5) })).toMatchObject({ verdict: 'fail', measured: 0.18 })
})

test('a ratio to a share of 0 is undecided, with what would do', () => {
  const errors = slo({ measure: 'errorRate', versus: BASELINE, limit: times(2) })
  expect(judged(errors, { before: () => answered(1), during: every(10) })).toMatchObject({
    ...{ verdict: 'inconclusive', why: 'errorRate of baseline is 0.0 %, and nothing is a multiple of that' },
    advice: 'use maxIncrease in the place of maxRatio',
  })
})

test('what it is compared with must be as sound: probe errors, too few samples, and a stored run without it decide nothing', () => {
  const calm = { before: spread(100), during: spread(100) }
  const ratio = slo({ versus: BASELINE, limit: times(1.5) })
  expect(judged(ratio, { ...calm, before: () => failed(1, 'probeError') }).why).toContain('the probe itself failed 400')
  const asked = slo({ versus: INCREASE, limit: times(50), minSamples: 390 })
  expect(judged(asked, { ...calm, control: i => (i < 20 ? failed(1, 'probeError') : answered(100)) }).why).toBe(
    '380 samples of control, 390 asked for by minSamples',
  )
  const stored = { kind: 'file', file: 'good.json', phases: {} } as const
  expect(judged(slo({ versus: { by: 'ratio', to: stored }, limit: times(1.5) }), calm)).toMatchObject({
    verdict: 'inconclusive',
    why: 'good.json holds nothing of it to compare with',
    compared: { here: { measured: 118 }, there: null },
  })
})

test('a stored run is the other side, by phase', () => {
  const to = { kind: 'file', file: 'good.json', phases: { inject: { measured: 100, low: 95, high: 105 } } } as const
  const found = judged(slo({ versus: { by: 'ratio', to }, limit: times(1.5) }), {
    before: spread(1),
    during: spread(90),
  })
  expect(found).toMatchObject({ verdict: 'pass', limit: '<= 1.5 times that in good.json' })
})

test('an amplification is a plain ratio of counts', () => {
  const versus: Versus = { by: 'ratio', to: { kind: 'probe', probe: 'orders' } }
  const hypothesis = slo({ measure: 'amplification', versus, limit: times(3), gate: false })
  const plan = calmPlan(hypothesis)
  const at = (calls: number) => {
    const journal = runPhases(journalOf(plan), plan).samples('orders', 1_000, 41_000, 1_000, () => answered(1))
    return judge(plan, evidenceOf(journal.samples('home', 1_000, 41_000, 1_000 / calls, () => failed(1)).entries))[0]
  }
  expect(at(2)).toMatchObject({ verdict: 'pass', measured: 2, interval: null, limit: '<= 3 for each of orders' })
  expect(at(4)).toMatchObject({ verdict: 'fail', measured: 4 })
})

test('a window is compared with the same window of the other probe', () => {
  const windowed = slo({ versus: { ...INCREASE, by: 'ratio' }, limit: times(2), windowMs: 10_000 })
  const bad = (i: number) => answered(i >= 100 && i < 200 ? 500 : 100)
  expect(judged(windowed, { before: bad, during: bad, control: bad }).verdict).toBe('pass')
  expect(judged(windowed, { before: bad, during: bad, control: () => answered(100) })).toMatchObject({
    ...{ verdict: 'fail', measured: 5, worst: { fromMs: 51_000, toMs: 61_000, measured: 5 } },
  })
})
