import { expect, test } from 'vitest'
import type { Hypothesis } from '../../src/core/plan.js'
import type { Sample } from '../../src/core/probe.js'
import { gateVerdict } from '../../src/hypothesis/gate.js'
import {
  always,
  answered,
  errorRate,
  failed,
  journalOf,
  phase,
  planOf,
  recovery,
  runPhases,
  slo,
} from '../support/journal-factory.js'

/** The gate after a baseline of 20 s, in the middle of a run. */
const gate = (hypotheses: readonly Hypothesis[], sampleOf: (index: number) => Sample, count = 200) => {
  const plan = planOf({ hypotheses })
  const untilNow = { ...plan, phases: [phase('baseline', 20)] }
  const journal = runPhases(journalOf(plan), untilNow).samples('home', 1_000, 1_000 + count * 100, 100, sampleOf)
  return gateVerdict(journal.entries, plan)
}

test('a baseline that keeps every limit is steady', () => {
  const found = gate([slo(), errorRate(), always(1)], () => answered(50))
  expect(found).toMatchObject({ steady: true, why: '3 hypotheses hold, or are not refuted', warnings: [] })
  expect(found.judgements.map(({ phase, verdict }) => [phase, verdict])).toEqual(Array(3).fill(['baseline', 'pass']))
})

test('a baseline that breaks a limit is not steady', () => {
  expect(gate([slo(), errorRate()], () => answered(2_000))).toMatchObject({
    ...{ steady: false, warnings: [] },
    why: 'usable does not hold in baseline: the whole 95 % interval breaks the limit',
  })
  expect(gate([always(1)], () => failed(1)).steady).toBe(false)
})

test('too few samples to prove a limit are a warning only', () => {
  const found = gate([slo()], () => answered(50), 30)
  expect(found).toMatchObject({ steady: true })
  expect(found.warnings).toEqual(['usable is not proven in baseline: 30 samples, 72 needed to decide'])
})

test('no sample at all is not steady: nothing measured is nothing proven', () => {
  expect(gate([slo()], () => answered(50), 0).steady).toBe(false)
  expect(gate([always(1)], () => failed(1, 'probeError')).steady).toBe(false)
})

test('hypotheses without a gate, recoveries, and mere warnings do not stop a run', () => {
  expect(gate([slo({ gate: false }), recovery({ gate: true })], () => answered(2_000))).toMatchObject({
    ...{ steady: true, why: 'nothing was to be checked', judgements: [] },
  })
  expect(gate([slo({ severity: 'warn' })], () => answered(2_000))).toMatchObject({ steady: true })
  expect(gate([slo({ severity: 'warn' })], () => answered(2_000)).warnings).toHaveLength(1)
})

test('a baseline that drifts is warned of, one that only scatters is not', () => {
  const drift = (sampleOf: (index: number) => Sample) => {
    const plan = planOf({ hypotheses: [slo(), slo({ id: 'twice' })] })
    const journal = runPhases(journalOf(plan), plan).samples('home', 1_000, 21_000, 50, sampleOf)
    return gateVerdict(journal.entries, plan).warnings
  }
  expect(drift(index => answered(100 + ((index * 7) % 31)))).toEqual([])
  expect(drift(index => answered((index < 200 ? 100 : 180) + ((index * 7) % 31)))).toEqual([
    'baseline is not stationary: latency.p95 of home was 129 ms in its first half, 209 ms in its second',
  ])
})
