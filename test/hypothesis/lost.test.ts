import { expect, test } from 'vitest'
import type { Hypothesis, Limit } from '../../src/core/plan.js'
import { evidenceOf } from '../../src/hypothesis/evidence.js'
import { lostIn } from '../../src/hypothesis/lost.js'
import { always, answered, errorRate, failed, journalOf, phase, planOf, slo } from '../support/journal-factory.js'

const most = (value: number): Limit => ({ op: 'max', value, text: String(value) })
const least = (value: number): Limit => ({ op: 'min', value, text: String(value) })

/** What is lost after `n` samples, every second of them a failure, when so many more may come. */
const lost = (n: number, hypothesis: Hypothesis, more: number | null): string | null => {
  const of = phase('inject', 60)
  const plan = planOf({ faults: [], phases: [{ ...of, faults: [] }], hypotheses: [hypothesis] })
  const run = journalOf(plan)
    .add({ type: 'phase.started', phase: 'inject', kind: 'inject', durationMs: 60_000, settleMs: 0 })
    .samples('home', 0, n * 100, 100, index => (index % 2 === 0 ? failed(10) : answered(80)))
  const evidence = evidenceOf(run.entries)
  return lostIn(plan, of, evidence, { leftMs: 10_000, most: () => more })?.id ?? null
}

test('a share is lost when even good samples alone could not bring it back', () => {
  expect(lost(100, errorRate({ limit: most(0.05) }), 200)).toBe('no-errors')
  expect(lost(100, errorRate({ limit: most(0.05) }), 2_000)).toBeNull()
  expect(lost(100, slo({ measure: 'okRate', limit: least(0.9) }), 50)).toBe('usable')
  expect(lost(100, slo({ measure: 'statusRate.2xx', limit: least(0.9) }), 50)).toBe('usable')
})

test('a quantile is lost when even answers without delay could not bring it back', () => {
  expect(lost(100, slo({ measure: 'latency.p50', limit: most(5) }), 20)).toBe('usable')
  expect(lost(100, slo({ measure: 'latency.p50', limit: most(5) }), 200)).toBeNull()
})

test('one sample can decide for good: a row of failures, a limit of never, a maximum, a count', () => {
  expect(lost(1, always(0), null)).toBe('alive')
  expect(lost(9, always(1), null)).toBeNull()
  expect(lost(1, errorRate({ limit: most(0) }), 1_000)).toBe('no-errors')
  expect(lost(2, slo({ measure: 'latency.max', limit: most(50) }), 1_000)).toBe('usable')
  expect(lost(6, slo({ measure: 'count', limit: most(5) }), 1_000)).toBe('usable')
  expect(lost(6, slo({ measure: 'count', limit: least(10) }), 3)).toBe('usable')
  expect(lost(6, slo({ measure: 'count', limit: least(10) }), 5)).toBeNull()
})

test('what may still come of other traffic nobody knows, and windows and comparisons are left to the end', () => {
  expect(lost(100, errorRate(), null)).toBeNull()
  expect(lost(100, errorRate({ windowMs: 5_000 }), 0)).toBeNull()
  expect(lost(100, errorRate({ severity: 'warn' }), 0)).toBeNull()
})
