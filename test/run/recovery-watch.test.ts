import { expect, test } from 'vitest'
import { openJournal } from '../../src/core/journal.js'
import type { Hypothesis } from '../../src/core/plan.js'
import { watchRecovery } from '../../src/run/recovery-watch.js'
import { always, answered, errorRate, journalOf, phase, planOf, recovery } from '../support/journal-factory.js'

const recover = phase('recover', 20, { until: 'allRecovered' })
const phases = [phase('inject', 10), recover]

/** What is said `afterMs` after the last fault; answers take 500 ms until 2 s after it, and 10 ms then. */
const saidAfter = (afterMs: number, hypotheses: readonly Hypothesis[], of = recover): string | null => {
  const plan = planOf({ phases: [phases[0] ?? recover, of], hypotheses })
  const written = journalOf(plan)
    .add({ type: 'phase.started', phase: 'inject', kind: 'inject', durationMs: 10_000, settleMs: 0 })
    .add({ type: 'fault.activated', fault: 'slow', phase: 'inject' })
    .at(10_000)
    .add({ type: 'fault.lifted', fault: 'slow', phase: 'inject', why: 'phaseEnd' })
    .add({ type: 'phase.ended', phase: 'inject' })
    .add({ type: 'phase.started', phase: 'recover', kind: 'recover', durationMs: 20_000, settleMs: 0 })
    .samples('home', 10_000, 10_000 + afterMs, 200, at => answered(at < 10 ? 500 : 10))
  let now = 0
  const journal = openJournal(() => now)
  const early = watchRecovery(plan, journal)
  for (const { t, ...fact } of written.entries) {
    now = t
    journal.append(fact)
  }
  return early(of)
}

test('a phase may end once every recovery has been stable for its time, and not before', () => {
  expect(saidAfter(4_000, [recovery()])).toBeNull()
  expect(saidAfter(5_500, [recovery()])).toBe('all recovered')
  expect(saidAfter(5_500, [recovery(), recovery({ stableForMs: 6_000 })])).toBeNull()
})

test('an always is judged by what there was, but a limit is owed the whole phase', () => {
  expect(saidAfter(5_500, [recovery(), always(1, { phases: ['recover'] })])).toBe('all recovered')
  expect(saidAfter(5_500, [recovery(), errorRate({ phases: ['recover'] })])).toBeNull()
})

test('a phase that does not wait for it keeps its time', () => {
  expect(saidAfter(5_500, [recovery()], phase('recover', 20))).toBeNull()
})
