// Over 150 lines: one judgement and all that can make it undecided.
import { expect, test } from 'vitest'
import type { Plan, SloHypothesis } from '../../src/core/plan.js'
import type { Sample } from '../../src/core/probe.js'
import { evidenceOf } from '../../src/hypothesis/evidence.js'
import { judge } from '../../src/hypothesis/judge.js'
import { answered, errorRate, failed, journalOf, phase, planOf, runPhases, slo } from '../support/journal-factory.js'
import { calmPlan, judgedBy } from '../support/judged.js'

/** Judges one hypothesis over samples every 100 ms in a phase of 40 s without faults. */
const judged = (
  hypothesis: SloHypothesis,
  sampleOf: (index: number) => Sample,
  parts: Partial<Plan> = {},
  count = 400,
) => {
  const plan = calmPlan(hypothesis, parts)
  const journal = runPhases(journalOf(plan), plan).samples('home', 1_000, 1_000 + count * 100, 100, sampleOf)
  return judgedBy(plan, journal)
}

test('a quantile whose whole interval keeps the limit passes', () => {
  const found = judged(slo(), i => answered(100 + (i % 50)))
  expect(found).toMatchObject({
    verdict: 'pass',
    measured: 147,
    samples: 400,
    limit: '<= 1 s',
    advice: null,
    examples: [],
  })
  expect(found.interval?.high).toBeLessThanOrEqual(149)
})

test('a quantile whose whole interval breaks the limit fails, and shows its slowest samples', () => {
  const found = judged(slo(), i => answered(i % 5 === 0 ? 1_500 + i : 100))
  expect(found).toMatchObject({ verdict: 'fail', why: 'the whole 95 % interval breaks the limit' })
  expect(found.examples).toHaveLength(5)
  expect(found.examples[0]).toMatchObject({ latencyMs: 1_895, what: 'answered 200', t: 42_395 })
})

test('too few samples have no upper bound: inconclusive, with what would decide', () => {
  const found = judged(slo(), () => answered(100), {}, 40)
  expect(found).toMatchObject({ verdict: 'inconclusive', why: '40 samples, 72 needed to decide', measured: 100 })
  expect(found.interval).toEqual({ low: 100, high: null, confidence: 0.95 })
  expect(found.advice).toBe('lengthen inject to 72s, or sample 1.8 times as often')
})

test('few samples that all break the limit fail all the same', () => {
  expect(judged(slo(), () => answered(3_000), {}, 10)).toMatchObject({ verdict: 'fail', samples: 10 })
})

test('a single slow sample decides nothing', () => {
  expect(judged(slo(), () => answered(3_000), {}, 1).verdict).toBe('inconclusive')
})

test('without any sample nothing is proven', () => {
  const found = judged(slo(), () => answered(1), {}, 0)
  expect(found).toMatchObject({ verdict: 'inconclusive', measured: null, samples: 0, interval: null })
})

test('a hypothesis without a sample is inconclusive for every measure, in whatever direction its limit goes', () => {
  for (const measure of ['latency.max', 'errorRate', 'okRate', 'count', 'throughput', 'value.last'])
    for (const op of ['max', 'min', 'equals'] as const)
      for (const confidence of [0.95, null]) {
        const hypothesis = slo({ measure, confidence, limit: { op, value: 0, text: '0' } })
        expect(judged(hypothesis, () => answered(1), {}, 0).verdict, `${measure} ${op}`).toBe('inconclusive')
      }
})

test('timeouts are lower bounds: a quantile among them breaks a limit below and never keeps one above', () => {
  const sampleOf = (i: number) => (i % 10 === 0 ? failed(2_000, 'timeout') : answered(50))
  expect(judged(slo(), sampleOf)).toMatchObject({
    verdict: 'fail',
    measured: 2_000,
    interval: { low: 2_000, high: null },
  })
  const above = judged(slo({ limit: { op: 'max', value: 5_000, text: '5s' } }), sampleOf)
  expect(above).toMatchObject({ verdict: 'inconclusive', measured: 2_000 })
  expect(above.why).toBe('10 % of the samples failed, so latency.p95 may be more than measured')
})

test('fast failures do not make a quantile look good', () => {
  for (const error of ['httpStatus', 'connect', 'reset'] as const)
    for (const confidence of [0.95, null]) {
      const found = judged(slo({ confidence }), i => (i % 2 === 0 ? failed(1, error) : answered(100)))
      expect(found.verdict, error).toBe('inconclusive')
    }
})

test('a few failures below the quantile leave it decidable', () => {
  expect(judged(slo(), i => (i % 100 === 0 ? failed(1) : answered(100))).verdict).toBe('pass')
})

test('an error rate is judged by its interval', () => {
  expect(judged(errorRate(), () => answered(1))).toMatchObject({ verdict: 'pass', measured: 0, limit: '<= 5.0 %' })
  expect(judged(errorRate(), i => (i % 4 === 0 ? failed(1) : answered(1)))).toMatchObject({
    verdict: 'fail',
    measured: 0.25,
  })
  const close = judged(errorRate(), i => (i % 25 === 0 ? failed(1) : answered(1)))
  expect(close).toMatchObject({ verdict: 'inconclusive', measured: 0.04 })
  expect(close.why).toMatch(/^400 samples, \d+ needed to decide$/)
})

test('failures in bursts tell less than the same number scattered', () => {
  const scattered = judged(errorRate({ limit: { op: 'max', value: 0.1, text: '10%' } }), i =>
    i % 20 === 0 ? failed(1) : answered(1),
  )
  const burst = judged(errorRate({ limit: { op: 'max', value: 0.1, text: '10%' } }), i =>
    i < 20 ? failed(1) : answered(1),
  )
  expect([scattered.measured, burst.measured]).toEqual([0.05, 0.05])
  expect([scattered.verdict, burst.verdict]).toEqual(['pass', 'inconclusive'])
  expect(burst.deff).toBeGreaterThan(5)
  expect(burst.why).toContain('in bursts that tell as much as')
})

test('a limit of never is judged as counted, since no number of samples proves it', () => {
  const never = errorRate({ limit: { op: 'max', value: 0, text: '0%' } })
  expect(judged(never, () => answered(1)).verdict).toBe('pass')
  expect(judged(never, i => (i === 7 ? failed(1) : answered(1))).verdict).toBe('fail')
  const alwaysOk = errorRate({ measure: 'okRate', limit: { op: 'min', value: 1, text: '100%' } })
  expect(judged(alwaysOk, i => (i === 7 ? failed(1) : answered(1))).verdict).toBe('fail')
})

test('statuses of a class are counted whatever the probe expected', () => {
  const hypothesis = errorRate({ measure: 'statusRate.5xx', limit: { op: 'max', value: 0.01, text: '1%' } })
  const found = judged(hypothesis, i => (i % 10 === 0 ? answered(1, 503) : answered(1)))
  expect(found).toMatchObject({ verdict: 'fail', measured: 0.1 })
  expect(found.examples[0]?.what).toBe('answered 503')
})

test('counts, throughput, means and values are judged as counted', () => {
  const at = (measure: string, op: 'max' | 'min' | 'equals', value: number) =>
    judged(slo({ measure, limit: { op, value, text: '' } }), i => ({
      ok: true,
      latencyMs: i % 2 === 0 ? 10 : 30,
      value: i,
    }))
  expect(at('count', 'equals', 400)).toMatchObject({ verdict: 'pass', interval: null, effective: null })
  expect(at('throughput', 'min', 10)).toMatchObject({ verdict: 'pass', measured: 10 })
  expect(at('latency.mean', 'max', 19)).toMatchObject({ verdict: 'fail', measured: 20 })
  expect(at('latency.max', 'max', 30)).toMatchObject({ verdict: 'pass', measured: 30 })
  expect(at('value.last', 'equals', 399).verdict).toBe('pass')
  expect(at('value.min', 'min', 1).verdict).toBe('fail')
  expect(at('value.p95', 'max', 380)).toMatchObject({ verdict: 'pass', measured: 379 })
})

test('throughput counts good answers only', () => {
  const found = judged(slo({ measure: 'throughput', limit: { op: 'min', value: 8, text: '8/s' } }), i =>
    i % 2 === 0 ? failed(1) : answered(1),
  )
  expect(found).toMatchObject({ verdict: 'fail', measured: 5 })
})

test('a value that no sample has is not measured', () => {
  const found = judged(slo({ measure: 'value.max', limit: { op: 'max', value: 5, text: '5' } }), () => answered(1))
  expect(found).toMatchObject({ verdict: 'inconclusive', measured: null })
})

test('fewer samples than asked for decide nothing, even when all break the limit', () => {
  const found = judged(slo({ minSamples: 500 }), () => answered(3_000))
  expect(found).toMatchObject({ verdict: 'inconclusive', why: '400 samples, 500 asked for by minSamples' })
})

test('samples that start while a phase settles are not judged', () => {
  const settling = { phases: [phase('inject', 40, { faults: [], settleMs: 10_000 })] }
  const found = judged(slo(), i => answered(i < 99 ? 5_000 : 100), settling)
  expect(found).toMatchObject({ verdict: 'pass', samples: 300 })
})

test('a slow sample belongs to the phase in which it started', () => {
  const plan = planOf({
    ...{ faults: [], phases: [phase('inject', 40, { faults: [] }), phase('recover', 20)] },
    hypotheses: [slo({ phases: ['inject', 'recover'], confidence: null })],
  })
  const journal = runPhases(journalOf(plan), plan)
    .samples('home', 40_900, 41_000, 100, () => answered(5_000))
    .samples('home', 50_000, 51_000, 100, () => answered(10))
  const found = judge(plan, evidenceOf(journal.entries)).map(({ phase, verdict, samples }) => [phase, verdict, samples])
  expect(found).toEqual([
    ['inject', 'fail', 1],
    ['recover', 'pass', 10],
  ])
})

test('every full window must keep the limit, and the worst is reported', () => {
  const windowed = slo({ windowMs: 10_000 })
  const found = judged(windowed, i => answered(i >= 200 && i < 300 ? 1_400 : 100))
  expect(found).toMatchObject({ verdict: 'fail', measured: 1_400, samples: 100 })
  expect(found.worst).toMatchObject({ fromMs: 21_000, toMs: 31_000 })
  expect(judged(windowed, () => answered(100))).toMatchObject({ verdict: 'pass', samples: 100 })
})

test('a rest that fills no window is judged with what comes before it', () => {
  const found = judged(slo({ windowMs: 15_000 }), i => answered(i >= 300 ? 1_400 : 100))
  expect(found).toMatchObject({ verdict: 'fail', worst: { fromMs: 26_000, toMs: 41_000 } })
})

test('a window without samples is not passed over', () => {
  expect(judged(slo({ windowMs: 10_000 }), () => answered(100), {}, 250).verdict).toBe('inconclusive')
})

test('a phase shorter than one window decides nothing', () => {
  const found = judged(slo({ windowMs: 60_000 }), () => answered(100))
  expect(found).toMatchObject({ verdict: 'inconclusive', why: 'inject has no full window of 1 m to judge' })
})
