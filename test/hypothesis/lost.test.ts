import { expect, test } from 'vitest'
import type { Hypothesis, Limit, Versus } from '../../src/core/plan.js'
import { evidenceOf } from '../../src/hypothesis/evidence.js'
import { lostIn } from '../../src/hypothesis/lost.js'
import { always, answered, errorRate, failed, journalOf, phase, planOf, slo } from '../support/journal-factory.js'

const most = (value: number): Limit => ({ op: 'max', value, text: String(value) })
const least = (value: number): Limit => ({ op: 'min', value, text: String(value) })

/** What is lost after `n` samples, every second of them a failure, when so many more may come. */
const lost = (n: number, hypothesis: Hypothesis, more: number | null): string | null => {
  const of = phase('inject', 60)
  const plan = planOf({ faults: [], phases: [{ ...of, faults: [] }], hypotheses: [hypothesis] })
  const end = 20_000 + n * 100
  const run = journalOf(plan)
    .add({ type: 'phase.started', phase: 'baseline', kind: 'baseline', durationMs: 20_000, settleMs: 0 })
    .samples('home', 0, 20_000, 100, () => answered(80))
    .at(20_000)
    .add({ type: 'phase.ended', phase: 'baseline' })
    .add({ type: 'phase.started', phase: 'inject', kind: 'inject', durationMs: 60_000, settleMs: 0 })
    .samples('home', 20_000, end, 100, index => (index % 2 === 0 ? failed(10) : answered(80)))
    .samples('queue', 20_000, end, 100, index => ({ ...answered(80), value: index }))
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

test('what may still come of other traffic nobody knows, and a warning does not end a phase', () => {
  expect(lost(100, errorRate(), null)).toBeNull()
  expect(lost(100, errorRate({ severity: 'warn' }), 0)).toBeNull()
})

test('a value is lost when one of its samples decides for good, and not where another could mend it', () => {
  const depth = (measure: string, limit: Limit) => lost(3, slo({ probe: 'queue', measure, limit }), 5)
  expect(depth('value.max', most(1))).toBe('usable')
  expect(depth('value.max', most(2))).toBeNull()
  expect(depth('value.min', least(1))).toBe('usable')
  expect(depth('value.last', most(1))).toBeNull()
  expect(depth('value.mean', most(0.5))).toBeNull()
})

test('a window that is over can be lost, one that goes on cannot', () => {
  const windowed = (n: number, more: number) => lost(n, errorRate({ windowMs: 5_000, limit: most(0.2) }), more)
  expect(windowed(51, 0)).toBe('no-errors')
  expect(windowed(49, 0)).toBeNull()
  expect(windowed(51, 100)).toBeNull()
})

test('a comparison is lost when nothing on either side could bring it back', () => {
  const worse = (versus: Versus, more: number) =>
    lost(200, slo({ measure: 'errorRate', limit: most(0.05), versus, confidence: 0.95 }), more)
  const before: Versus = { by: 'difference', to: { kind: 'phase', phase: 'baseline' } }
  const beside: Versus = { by: 'difference', to: { kind: 'probe', probe: 'queue' } }
  expect(worse(before, 20)).toBe('usable')
  expect(worse(before, 2_000)).toBeNull()
  expect(worse(beside, 0)).toBe('usable')
  expect(worse(beside, 2_000)).toBeNull()
})
