import { expect, test } from 'vitest'
import { openJournal } from '../../src/core/journal.js'
import type { Hypothesis, PhasePlan } from '../../src/core/plan.js'
import type { Sample } from '../../src/core/probe.js'
import { watchEarlyEnd } from '../../src/run/early-end.js'
import {
  always,
  answered,
  errorRate,
  failed,
  journalOf,
  phase,
  planOf,
  recovery,
  slo,
} from '../support/journal-factory.js'

interface Told {
  readonly of: PhasePlan
  readonly hypotheses: readonly Hypothesis[]
  /** What the probe saw every 200 ms in the phase so far. */
  readonly seen: (index: number) => Sample
  readonly failFast?: boolean
  readonly everyMs?: number | null
  readonly hits?: boolean
  readonly withoutFaults?: boolean
}

const inject = phase('inject', 60)

/** What is said `afterMs` after the start of the phase, which follows 10 s with the fault where it is a recovery. */
const saidAfter = (afterMs: number, { of, hypotheses, seen, failFast = false, everyMs = 200, ...rest }: Told) => {
  const { hits = true, withoutFaults = false } = rest
  const plan = planOf({ phases: of.kind === 'inject' ? [of] : [phase('inject', 10), of], hypotheses })
  const start = of.kind === 'inject' ? 0 : 10_000
  const written = journalOf(plan)
    .add({ type: 'phase.started', phase: 'inject', kind: 'inject', durationMs: 10_000, settleMs: 0 })
    .add({ type: 'fault.activated', fault: 'slow', phase: 'inject' })
    .exchanges('slow', 0, start + afterMs, 100, () => hits)
  if (of.kind !== 'inject')
    written
      .at(start)
      .add({ type: 'fault.lifted', fault: 'slow', phase: 'inject', why: 'phaseEnd' })
      .add({ type: 'phase.ended', phase: 'inject' })
      .add({ type: 'phase.started', phase: of.name, kind: of.kind, durationMs: of.durationMs, settleMs: 0 })
  written.samples('home', start, start + afterMs, 200, seen)
  let now = 0
  const journal = openJournal(() => now)
  const pace = new Map(everyMs === null ? [] : [['home', everyMs]])
  const early = watchEarlyEnd(plan, { journal, everyMs: pace, failFast, withoutFaults })
  for (const { t, ...fact } of written.entries) {
    now = t
    journal.append(fact)
  }
  return early(of, of.durationMs - afterMs)
}

const recover = phase('recover', 20, { until: 'allRecovered' })
const recovered = (hypotheses: readonly Hypothesis[], of = recover): Told => ({
  ...{ of, hypotheses, seen: at => answered(at < 10 ? 500 : 10) },
})

test('a phase may end once every recovery has been stable for its time, and not before', () => {
  expect(saidAfter(4_000, recovered([recovery()]))).toBeNull()
  expect(saidAfter(5_500, recovered([recovery()]))).toBe('all recovered')
  expect(saidAfter(5_500, recovered([recovery(), recovery({ stableForMs: 6_000 })]))).toBeNull()
})

test('an always is judged by what there was, but a limit is owed the whole phase', () => {
  expect(saidAfter(5_500, recovered([recovery(), always(1, { phases: ['recover'] })]))).toBe('all recovered')
  expect(saidAfter(5_500, recovered([recovery(), errorRate({ phases: ['recover'] })]))).toBeNull()
})

test('a phase that does not wait for it keeps its time', () => {
  expect(saidAfter(5_500, recovered([recovery()], phase('recover', 20)))).toBeNull()
})

const enough = (hypotheses: readonly Hypothesis[], parts: Partial<Told> = {}): Told => ({
  of: phase('inject', 60, { until: 'minSamples' }),
  hypotheses,
  seen: () => answered(80),
  ...parts,
})
const SAMPLES = 'every limit has its samples'

test('a phase until minSamples ends once every limit has as many as it needs at best, and no limit is skipped', () => {
  expect(saidAfter(14_000, enough([slo()]))).toBeNull()
  expect(saidAfter(15_000, enough([slo()]))).toBe(SAMPLES)
  expect(saidAfter(20_000, enough([slo(), slo({ measure: 'latency.p99' })]))).toBeNull()
  expect(saidAfter(15_000, enough([slo({ minSamples: 100 })]))).toBeNull()
  expect(saidAfter(21_000, enough([slo({ minSamples: 100 })]))).toBe(SAMPLES)
})

test('with every fault off none is waited for', () => {
  expect(saidAfter(15_000, enough([slo()], { hits: false }))).toBeNull()
  expect(saidAfter(15_000, enough([slo()], { hits: false, withoutFaults: true }))).toBe(SAMPLES)
})

const half = (index: number): Sample => (index % 2 === 0 ? failed(10) : answered(80))
const hasty = (hypotheses: readonly Hypothesis[], parts: Partial<Told> = {}): Told => ({
  ...{ of: inject, hypotheses, seen: half, failFast: true },
  ...parts,
})

test('in haste a phase ends once a limit is broken whatever the rest of it may bring, and not while that could mend it', () => {
  expect(saidAfter(3_000, hasty([errorRate()]))).toBeNull()
  expect(saidAfter(30_000, hasty([errorRate()]))).toBe('no-errors cannot be kept any more')
  expect(saidAfter(30_000, hasty([errorRate({ limit: { op: 'max', value: 0.3, text: '30%' } })]))).toBeNull()
})

test('nothing is lost to a warning, to a probe whose pace nobody knows, before the faults have hit, or without haste', () => {
  expect(saidAfter(30_000, hasty([errorRate({ severity: 'warn' })]))).toBeNull()
  expect(saidAfter(30_000, hasty([errorRate()], { everyMs: null }))).toBeNull()
  expect(saidAfter(30_000, hasty([errorRate()], { hits: false }))).toBeNull()
  expect(saidAfter(30_000, hasty([errorRate()], { failFast: false }))).toBeNull()
  expect(saidAfter(30_000, enough([errorRate()], { seen: half }))).toBe(SAMPLES)
})

test('a phase until minSamples ends as well when a limit is lost before another has its samples', () => {
  const hypotheses = [errorRate(), slo({ measure: 'latency.p99' })]
  expect(saidAfter(30_000, enough(hypotheses, { seen: half }))).toBe('no-errors cannot be kept any more')
})
