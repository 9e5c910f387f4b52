import { expect, test } from 'vitest'
import type { Plan } from '../../src/core/plan.js'
import type { Sample } from '../../src/core/probe.js'
import { conclude } from '../../src/run/report.js'
import {
  always,
  answered,
  errorRate,
  failed,
  type JournalWriter,
  journalOf,
  planOf,
  runPhases,
  slo,
} from '../support/journal-factory.js'

interface Run {
  readonly plan?: Partial<Plan>
  /** What the probe sees in inject, 200 times; null: it does not look. */
  readonly seen?: ((index: number) => Sample) | null
  readonly hits?: (index: number) => boolean
  readonly more?: (journal: JournalWriter) => void
}

/** How a run ends that would pass without its trouble. */
const exitOf = ({ plan = {}, seen = () => answered(80), hits = () => true, more = () => {} }: Run): string => {
  const whole = planOf({ hypotheses: [slo(), errorRate()], ...plan })
  const journal = runPhases(journalOf(whole), whole)
    .samples('home', 1_000, 21_000, 100, () => answered(60))
    .exchanges('slow', 21_000, 61_000, 500, hits)
  if (seen !== null) journal.samples('home', 21_000, 61_000, 200, seen)
  more(journal)
  return conclude(journal.entries)
}

test('the run that all others are made of passes', () => {
  expect(exitOf({})).toBe('pass')
})

const middle = (index: number) => index >= 60 && index < 140

test.each<readonly [string, Run, string]>([
  ['no sample', { seen: null }, 'inconclusive'],
  [
    'too few samples',
    { seen: null, more: run => run.samples('home', 21_000, 22_000, 100, () => answered(80)) },
    'inconclusive',
  ],
  ['nothing but errors of the probe', { seen: () => failed(1, 'probeError') }, 'inconclusive'],
  [
    'errors of the probe in a row, for a probe that must never fail',
    { seen: () => failed(1, 'probeError'), plan: { hypotheses: [always(0)] } },
    'inconclusive',
  ],
  ['a fault that hit nothing', { hits: () => false }, 'inconclusive'],
  ['a bad middle with a healthy end', { seen: i => (middle(i) ? failed(1) : answered(80)) }, 'fail'],
  [
    'a slow middle in one window of the phase',
    {
      seen: i => answered(i === 100 ? 5_000 : 80),
      plan: { hypotheses: [slo({ measure: 'latency.max', windowMs: 10_000 })] },
    },
    'fail',
  ],
  ['no hypothesis', { plan: { hypotheses: [] } }, 'inconclusive'],
  [
    'a guard that could not look',
    { more: run => run.at(61_500).add({ type: 'abort.triggered', rule: 'blind:home', why: 'it could not look' }) },
    'aborted',
  ],
  [
    'a proxy that was saturated itself',
    { more: run => run.at(61_500).add({ type: 'abort.triggered', rule: 'saturated', why: 'fallacy itself lags' }) },
    'aborted',
  ],
  [
    'a run that stood still until its faults had expired',
    { more: run => run.at(30_000).add({ type: 'fault.lifted', fault: 'slow', phase: 'inject', why: 'expired' }) },
    'inconclusive',
  ],
  ...[30_000, 61_100].map((t): readonly [string, Run, string] => [
    `a wall clock that stepped ${t === 30_000 ? 'in' : 'at the very end of'} a judged phase`,
    { more: run => run.at(t).add({ type: 'wallClock.stepped', byMs: -3_600_000, withinMs: 250 }) },
    'inconclusive',
  ]),
  [
    'a wall clock that stepped in the phase that is compared with',
    {
      more: run => run.at(10_000).add({ type: 'wallClock.stepped', byMs: 3_600_000, withinMs: 250 }),
      plan: { hypotheses: [slo({ versus: { by: 'ratio', to: { kind: 'phase', phase: 'baseline' } } })] },
    },
    'inconclusive',
  ],
  [
    'a load that was sent late by us',
    {
      more: run =>
        run
          .at(30_000)
          .add({ type: 'load.sampled', load: 'users', request: 'cart', sample: answered(900), lateMs: 800 }),
    },
    'inconclusive',
  ],
  [
    'a bug of ours',
    { more: run => run.at(61_500).add({ type: 'failure.occurred', exit: 'bug', message: 'x', hints: [] }) },
    'bug',
  ],
  [
    'faults that may be left',
    { more: run => run.at(82_000).add({ type: 'faults.removed', verified: false, afterMs: 1 }) },
    'cleanupFailed',
  ],
  [
    'a baseline that was not steady',
    { more: run => run.at(61_500).add({ type: 'gate.checked', steady: false, why: 'x' }) },
    'notSteady',
  ],
])('%s never ends with 0', (_, run, exit) => {
  expect(exitOf(run)).toBe(exit)
})
