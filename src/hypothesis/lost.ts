import { type Measure, parseMeasure } from '../core/measure.js'
import type { AlwaysHypothesis, Hypothesis, PhasePlan, Plan, SloHypothesis } from '../core/plan.js'
import type { Sample } from '../core/probe.js'
import type { Judgement } from '../core/report.js'
import { judgedFrom, type PhaseSpan } from '../metrics/phases.js'
import type { Timed } from '../metrics/samples.js'
import { stretch, tilesOf } from '../metrics/stretch.js'
import { estimateFor } from './comparison.js'
import type { Evidence } from './evidence.js'
import { judgePhase } from './judge.js'
import { violates } from './limit.js'

/** What may still come of a phase. */
export interface Rest {
  readonly leftMs: number
  /** The most samples of a probe that are under way, or will start in so many ms; null where nobody knows. */
  readonly most: (probe: string, ms: number) => number | null
}

/** The first hypothesis that fails in a phase that still goes on, whatever the rest of it may bring. */
export const lostIn = (plan: Plan, phase: PhasePlan, evidence: Evidence, rest: Rest): Judgement | null => {
  const span = evidence.phases.find(({ name }) => name === phase.name)
  if (span === undefined) return null
  for (const one of plan.hypotheses) {
    if (!isAsked(one, phase)) continue
    const judged = judgePhase(plan, one, phase.name, evidence)
    if (judged.verdict === 'fail' && isBeyondRepair(one, span, evidence, rest)) return judged
  }
  return null
}

type Asked = AlwaysHypothesis | SloHypothesis

const isAsked = (one: Hypothesis, { name, kind }: PhasePlan): one is Asked =>
  (one.kind === 'slo' || one.kind === 'always') &&
  one.severity === 'block' &&
  (one.phases.includes(name) || (one.gate && kind === 'baseline'))

/**
 * A row of failures stays what it was. A limit is lost when each of the extreme futures breaks it, too: in the whole of
 * the phase, or in a window that is over.
 */
const isBeyondRepair = (one: Asked, span: PhaseSpan, evidence: Evidence, rest: Rest): boolean => {
  if (one.kind === 'always') return true
  const measure = parseMeasure(one.measure)
  if (measure === null || one.limit.op === 'equals') return false
  return placesOf(one, span, rest.leftMs).some(place => isLostIn(place, one, measure, { span, evidence, rest }))
}

/** A part of a phase that is judged as one, and how much of it is still to come. */
interface Place {
  readonly fromMs: number
  readonly toMs: number
  readonly leftMs: number
}

const placesOf = ({ windowMs }: SloHypothesis, span: PhaseSpan, leftMs: number): readonly Place[] => {
  const fromMs = judgedFrom(span)
  return windowMs === undefined
    ? [{ fromMs, toMs: span.untilMs + leftMs, leftMs }]
    : tilesOf({ fromMs, toMs: span.untilMs, samples: [] }, windowMs).map(tile => ({ ...tile, leftMs: 0 }))
}

interface Known {
  readonly span: PhaseSpan
  readonly evidence: Evidence
  readonly rest: Rest
}

const isLostIn = (place: Place, one: SloHypothesis, measure: Measure, { span, evidence, rest }: Known): boolean => {
  const probes = one.versus?.to.kind === 'probe' ? [one.probe, one.versus.to.probe] : [one.probe]
  const futures = probes.flatMap(probe => {
    const most = rest.most(probe, place.leftMs)
    return most === null ? [] : [futuresOf(measure, most, place)]
  })
  if (futures.length < probes.length) return false
  const whole = { ...span, untilMs: span.untilMs + place.leftMs }
  const phases = evidence.phases.map(one => (one === span ? whole : one))
  return combined(futures).every(parts => {
    const samples = new Map(evidence.samples)
    for (const [at, probe] of probes.entries())
      samples.set(probe, [...(samples.get(probe) ?? []), ...(parts[at] ?? [])])
    const here = stretch(samples.get(one.probe) ?? [], place.fromMs, place.toMs)
    const found = estimateFor(measure, one, here, whole, { ...evidence, samples, phases })
    return !('why' in found) && violates(one.limit, found.bounds)
  })
}

type Future = readonly Timed[]

/** Every future of one probe with every future of the next. */
const combined = (all: readonly (readonly Future[])[]): readonly (readonly Future[])[] =>
  all.reduce<readonly (readonly Future[])[]>(
    (before, futures) => before.flatMap(parts => futures.map(future => [...parts, future])),
    [[]],
  )

/** All that may come lies between these: nothing at all, or the most samples there can be, all of them alike. */
const futuresOf = (measure: Measure, most: number, { toMs, leftMs }: Place): readonly (readonly Timed[])[] => {
  const fromMs = toMs - Math.max(leftMs, 1)
  const all = (sample: Sample): readonly Timed[] =>
    Array.from({ length: most }, (_, at) => {
      const startMs = fromMs + (leftMs * at) / most
      return { startMs, endMs: startMs, sample, x: null }
    })
  return [[], ...extremesOf(measure).map(all)]
}

const extremesOf = (measure: Measure): readonly Sample[] => {
  if (measure.family === 'value') return ENDLESS.map(value => ({ ok: true, latencyMs: 0, value }))
  const isOfStatus = measure.family === 'rate' && typeof measure.of === 'object'
  return [
    { ok: true, latencyMs: 0 },
    { ok: false, latencyMs: Number.POSITIVE_INFINITY, error: 'timeout' },
    ...(isOfStatus ? [{ ok: true, latencyMs: 0, status: measure.of.statusClass * 100 } as const] : []),
  ]
}

const ENDLESS = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
