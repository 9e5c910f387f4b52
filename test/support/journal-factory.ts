// Over 150 lines: one run, from which every journal of the tests is made by changing a part.
import type { Fact, FactOf } from '../../src/core/fact.js'
import type { Entry } from '../../src/core/journal.js'
import type { FaultPlan, Hypothesis, PhasePlan, Plan } from '../../src/core/plan.js'
import type { Sample } from '../../src/core/probe.js'
import { EXIT, type ExitName, type Place } from '../../src/core/problem.js'

export const FILE = 'experiments/slow-payments.yaml'

export const SOURCE = `version: 1
name: slow-payments
probes:
  home: {type: http, url: "http://127.0.0.1:3000/", every: 200ms}
hypotheses:
  - id: usable
    title: 95% of pages answer within a second
    probe: home
    measure: latency.p95
    max: 1s
  - {id: no-errors, probe: home, measure: errorRate, max: 5%}
`

export const place = (line: number, column = 5, length = 2): Place => ({ file: FILE, line, column, length })

export const slo = (
  parts: Partial<Extract<Hypothesis, { kind: 'slo' }>> = {},
): Extract<Hypothesis, { kind: 'slo' }> => ({
  kind: 'slo',
  id: 'usable',
  title: '95% of pages answer within a second',
  probe: 'home',
  measure: 'latency.p95',
  limit: { op: 'max', value: 1_000, text: '1s' },
  phases: ['inject'],
  gate: true,
  severity: 'block',
  onInconclusive: 'fail',
  confidence: 0.95,
  minSamples: 'auto',
  place: place(6, 5, 10),
  ...parts,
})

export const errorRate = (parts: Parameters<typeof slo>[0] = {}) =>
  slo({
    id: 'no-errors',
    title: 'no-errors',
    measure: 'errorRate',
    limit: { op: 'max', value: 0.05, text: '5%' },
    place: place(11, 6, 13),
    ...parts,
  })

export const always = (max: number, parts: Partial<Extract<Hypothesis, { kind: 'always' }>> = {}): Hypothesis => ({
  ...{ kind: 'always', id: 'alive', title: 'alive', probe: 'home', phases: ['inject'], gate: true, severity: 'block' },
  ...{ onInconclusive: 'fail', maxConsecutiveFailures: max, place: place(6) },
  ...parts,
})

export const recovery = (parts: Partial<Extract<Hypothesis, { kind: 'recovery' }>> = {}): Hypothesis => ({
  ...{ kind: 'recovery', id: 'back', title: 'back to normal', probe: 'home', phases: ['inject'], gate: false },
  ...{ measure: 'latency.p95', limit: { op: 'max', value: 100, text: '100ms' }, withinMs: 5_000, stableForMs: 3_000 },
  ...{ severity: 'block', onInconclusive: 'fail', place: place(6) },
  ...parts,
})

export const slow = (parts: Partial<FaultPlan> = {}): FaultPlan => ({
  ...{ id: 'slow', fault: 'latency', options: { add: '800ms' }, target: 'payments', percent: 1, minHits: 1 },
  ...{ place: place(1), ...parts },
})

export const phase = (name: PhasePlan['kind'], seconds: number, parts: Partial<PhasePlan> = {}): PhasePlan => ({
  ...{ name, kind: name, durationMs: seconds * 1_000, settleMs: 0, faults: name === 'inject' ? ['slow'] : [] },
  ...{ schedule: [], ...parts },
})

export const planOf = (parts: Partial<Plan> = {}): Plan => ({
  ...{ name: 'slow-payments', title: 'The page stays usable while payments are slow', description: '', tags: ['demo'] },
  vars: { rps: 20, shop: 'resilient' },
  proxies: [{ id: 'payments', upstream: 'http://127.0.0.1:9102' }],
  faults: [slow()],
  phases: [phase('baseline', 20), phase('inject', 40), phase('recover', 20)],
  probes: [{ id: 'home', type: 'http' }],
  hypotheses: [slo(), errorRate()],
  abort: [],
  junit: { inconclusive: 'failure', warn: 'skipped' },
  ...parts,
})

export const answered = (latencyMs: number, status = 200): Sample => ({ ok: true, latencyMs, status })
export const failed = (
  latencyMs: number,
  error: Extract<Sample, { ok: false }>['error'] = 'httpStatus',
  parts: Partial<Extract<Sample, { ok: false }>> = {},
): Sample => ({ ok: false, latencyMs, error, ...parts })

/** Writes journals fact by fact; time only moves on. */
export interface JournalWriter {
  readonly entries: readonly Entry[]
  readonly now: number
  at(ms: number): JournalWriter
  /** Forgets everything from `ms` on, and goes on from there. */
  until(ms: number): JournalWriter
  add(...facts: readonly Fact[]): JournalWriter
  /** Samples of a probe that start every `everyMs` in [fromMs, toMs); entries come by their ends. */
  samples(
    probe: string,
    fromMs: number,
    toMs: number,
    everyMs: number,
    sample: (index: number) => Sample,
  ): JournalWriter
  /** Exchanges through the proxy that match the fault, every `everyMs`; those of `hits` get it. */
  exchanges(
    fault: string,
    fromMs: number,
    toMs: number,
    everyMs: number,
    hits: (index: number) => boolean,
  ): JournalWriter
  ended(exit: ExitName): JournalWriter
}

export const journalOf = (
  plan: Plan,
  parts: Pick<FactOf<'run.started'>, 'withoutFaults' | 'secretsShown'> & { readonly source?: string } = {},
): JournalWriter => {
  const entries: Entry[] = []
  let now = 0
  let x = 0
  let inOrder = true
  const sorted = () => {
    if (!inOrder) entries.sort((a, b) => a.t - b.t)
    inOrder = true
    return entries
  }
  const put = (t: number, fact: Fact) => {
    entries.push({ t, ...fact })
    inOrder = false
  }
  const writer: JournalWriter = {
    get entries() {
      return sorted()
    },
    get now() {
      return now
    },
    at(ms) {
      now = ms
      return writer
    },
    until(ms) {
      const kept = sorted().filter(({ t }) => t < ms)
      entries.splice(0, entries.length, ...kept)
      return writer.at(ms)
    },
    add(...facts) {
      for (const fact of facts) put(now, fact)
      return writer
    },
    samples(probe, fromMs, toMs, everyMs, sampleOf) {
      for (let start = fromMs, index = 0; start < toMs; start += everyMs, index++) {
        const sample = sampleOf(index)
        put(start + sample.latencyMs, { type: 'probe.sampled', probe, sample })
      }
      return writer
    },
    exchanges(fault, fromMs, toMs, everyMs, hits) {
      for (let start = fromMs, index = 0; start < toMs; start += everyMs, index++) {
        const hit = hits(index)
        x++
        put(start, {
          type: 'exchange.opened',
          x,
          route: 'payments',
          protocol: 'http1',
          connection: 1,
          method: 'GET',
          target: '/',
        })
        if (hit) put(start, { type: 'fault.injected', x, fault, dose: { ms: 800 } })
        put(start + 1, closed(x, hit ? [fault] : [], [fault]))
      }
      return writer
    },
    ended: exit => writer.add({ type: 'run.ended', exit, code: EXIT[exit] }),
  }
  put(0, opening(plan, parts))
  return writer
}

const closed = (x: number, injected: readonly string[], matched: readonly string[]): Fact => ({
  ...{ type: 'exchange.closed', route: 'payments', end: 'complete', status: 200, received: 0, sent: 2 },
  ...{ headMs: 1, totalMs: 1, x, injected, matched },
})

const opening = (
  plan: Plan,
  {
    source = SOURCE,
    ...parts
  }: Pick<FactOf<'run.started'>, 'withoutFaults' | 'secretsShown'> & { readonly source?: string },
): Fact => ({
  ...{ type: 'run.started', schema: 'events/1', run: '7f3a', at: '2026-01-02T03:04:05.000Z', tool: '0.1.0' },
  ...{ node: '22.14.0', platform: 'linux', pid: 1, file: FILE, source, seed: 42, plan },
  commit: '5d41402abc4b2a76b9719d911017c592ae5f0e3c',
  ...parts,
})

/** Phases, faults and their ends as planned, from `fromMs` on; samples and exchanges are added apart. */
export const runPhases = (writer: JournalWriter, plan: Plan, fromMs = 1_000): JournalWriter => {
  let start = fromMs
  for (const { name, kind, durationMs, settleMs, faults } of plan.phases) {
    writer.at(start).add({ type: 'phase.started', phase: name, kind, durationMs, settleMs })
    writer.add(...faults.map(fault => ({ type: 'fault.activated', fault, phase: name }) as const))
    start += durationMs
    writer
      .at(start)
      .add(...faults.map(fault => ({ type: 'fault.lifted', fault, phase: name, why: 'phaseEnd' }) as const))
    writer.add({ type: 'phase.ended', phase: name })
  }
  return writer.add({ type: 'faults.removed', verified: true, afterMs: 12 })
}
