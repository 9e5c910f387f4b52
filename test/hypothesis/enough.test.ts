import { expect, test } from 'vitest'
import type { SloHypothesis } from '../../src/core/plan.js'
import { hasEnough } from '../../src/hypothesis/enough.js'
import { evidenceOf } from '../../src/hypothesis/evidence.js'
import { answered, errorRate, journalOf, phase, planOf, slo } from '../support/journal-factory.js'

/** A phase that is under way, with so many samples, five a second; the fault hits as well, if it does. */
const enough = (
  samples: number,
  hypotheses: readonly SloHypothesis[],
  hits = true,
  kind: 'inject' | 'baseline' = 'inject',
) => {
  const of = phase(kind, 60)
  const plan = planOf({ phases: [of], hypotheses })
  const run = journalOf(plan).add({ type: 'phase.started', phase: kind, kind, durationMs: 60_000, settleMs: 0 })
  if (kind === 'inject') run.add({ type: 'fault.activated', fault: 'slow', phase: kind })
  run.exchanges('slow', 0, samples * 200, 200, () => hits).samples('home', 0, samples * 200, 200, () => answered(80))
  return hasEnough(plan, of, evidenceOf(run.entries))
}

test('a quantile has enough with the samples that its bounds need, a share with those that can confirm it', () => {
  expect([enough(71, [slo()]), enough(72, [slo()])]).toEqual([false, true])
  expect([enough(72, [errorRate()]), enough(73, [errorRate()])]).toEqual([false, true])
})

test('the file may ask for more, and every limit must have its own', () => {
  expect(enough(80, [slo({ minSamples: 100 })])).toBe(false)
  expect(enough(100, [slo({ minSamples: 100 })])).toBe(true)
  expect(enough(100, [slo(), slo({ measure: 'latency.p99' })])).toBe(false)
})

test('without hits of the fault there is never enough', () => {
  expect(enough(200, [slo()], false)).toBe(false)
})

test('what is judged window by window, or as counted, needs the whole phase unless it says how many will do', () => {
  expect(enough(200, [slo({ windowMs: 5_000 })])).toBe(false)
  expect(enough(200, [slo({ measure: 'latency.max' })])).toBe(false)
  expect(enough(200, [slo({ measure: 'latency.max', minSamples: 80 })])).toBe(true)
})

test('a baseline owes samples to what is gated by it or compared with it; where nothing is judged nothing is enough', () => {
  const compared = slo({ gate: false, versus: { by: 'ratio', to: { kind: 'phase', phase: 'baseline' } } })
  expect([enough(71, [slo()], true, 'baseline'), enough(72, [slo()], true, 'baseline')]).toEqual([false, true])
  expect([enough(71, [compared], true, 'baseline'), enough(72, [compared], true, 'baseline')]).toEqual([false, true])
  expect(enough(200, [slo({ gate: false })], true, 'baseline')).toBe(false)
})
