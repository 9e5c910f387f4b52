import { type Measure, parseMeasure } from '../core/measure.js'
import type { AlwaysHypothesis, Hypothesis, PhasePlan, Plan, SloHypothesis } from '../core/plan.js'
import type { Sample } from '../core/probe.js'
import type { Judgement } from '../core/report.js'
import type { PhaseSpan } from '../metrics/phases.js'
import type { Timed } from '../metrics/samples.js'
import { confidenceFor, estimate } from './estimate.js'
import { type Evidence, judgedIn } from './evidence.js'
import { judgePhase } from './judge.js'
import { violates } from './limit.js'

/** What may still come of a phase. */
export interface Rest {
  readonly leftMs: number
  /** The most samples of a probe; null where nobody knows. */
  readonly most: (probe: string) => number | null
}

/** The first hypothesis that fails in a phase that still goes on, whatever the rest of it may bring. */
export const lostIn = (plan: Plan, phase: PhasePlan, evidence: Evidence, rest: Rest): Judgement | null => {
  const span = evidence.phases.find(({ name }) => name === phase.name)
  if (span === undefined) return null
  for (const one of plan.hypotheses) {
    if (!isAsked(one, phase) || !isBeyondRepair(one, span, evidence, rest)) continue
    const judged = judgePhase(plan, one, phase.name, evidence)
    if (judged.verdict === 'fail') return judged
  }
  return null
}

type Asked = AlwaysHypothesis | SloHypothesis

const isAsked = (one: Hypothesis, { name, kind }: PhasePlan): one is Asked =>
  (one.kind === 'slo' || one.kind === 'always') &&
  one.severity === 'block' &&
  (one.phases.includes(name) || (one.gate && kind === 'baseline'))

/** A row of failures stays what it was. A limit is lost when each of the extreme futures breaks it, too. */
const isBeyondRepair = (one: Asked, span: PhaseSpan, evidence: Evidence, { leftMs, most }: Rest): boolean => {
  if (one.kind === 'always') return true
  const measure = parseMeasure(one.measure)
  const more = most(one.probe)
  const isPlain = one.versus === undefined && one.windowMs === undefined && one.limit.op !== 'equals'
  if (measure === null || measure.family === 'value' || more === null || !isPlain) return false
  const soFar = judgedIn(evidence, one.probe, span)
  const confidence = confidenceFor(measure, one, one.confidence)
  const spanMs = span.untilMs + leftMs - span.fromMs - span.settleMs
  return futuresOf(measure, more, span.untilMs, leftMs).every(future => {
    const found = estimate(measure, [...soFar, ...future], spanMs, confidence)
    return found !== null && violates(one.limit, found.bounds)
  })
}

/** All that may come lies between these: nothing at all, or the most samples there can be, all of them alike. */
const futuresOf = (measure: Measure, most: number, fromMs: number, leftMs: number): readonly (readonly Timed[])[] => {
  const all = (sample: Sample): readonly Timed[] =>
    Array.from({ length: most }, (_, at) => {
      const startMs = fromMs + (leftMs * at) / most
      return { startMs, endMs: startMs, sample, x: null }
    })
  return [[], ...extremesOf(measure).map(all)]
}

const extremesOf = (measure: Measure): readonly Sample[] => [
  { ok: true, latencyMs: 0 },
  { ok: false, latencyMs: Number.POSITIVE_INFINITY, error: 'timeout' },
  ...(measure.family === 'rate' && typeof measure.of === 'object'
    ? [{ ok: true, latencyMs: 0, status: measure.of.statusClass * 100 } as const]
    : []),
]
