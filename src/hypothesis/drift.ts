import { type Measure, parseMeasure, showMeasured } from '../core/measure.js'
import type { Plan, SloHypothesis } from '../core/plan.js'
import { judgedFrom, type PhaseSpan } from '../metrics/phases.js'
import { startedIn } from '../metrics/samples.js'
import { estimate, hasInterval } from './estimate.js'
import { type Evidence, judgedIn } from './evidence.js'
import { differenceOf } from './mover.js'

/** Surer than a verdict must be: a warning that comes in every twentieth run is soon read no more. */
const CONFIDENCE = 0.99

/** A sentence for each measure that was surely not the same in both halves of a baseline: what is compared with it drifts. */
export const driftsOf = (plan: Plan, evidence: Evidence): readonly string[] => {
  const baselines = evidence.phases.filter(({ kind, complete }) => kind === 'baseline' && complete)
  const slos = plan.hypotheses.filter(one => one.kind === 'slo')
  return [...new Set(baselines.flatMap(span => slos.flatMap(slo => driftIn(slo, span, evidence))))]
}

const driftIn = ({ measure: name, probe }: SloHypothesis, span: PhaseSpan, evidence: Evidence): readonly string[] => {
  const measure = parseMeasure(name)
  const halves = measure && hasInterval(measure) ? halvesOf(measure, probe, span, evidence) : null
  if (halves === null) return []
  const [first, second] = halves
  const { bounds } = differenceOf(second, first)
  if (bounds.low <= 0 && bounds.high >= 0) return []
  const [before, after] = [showMeasured(name, first.measured), showMeasured(name, second.measured)]
  return [`${span.name} is not stationary: ${name} of ${probe} was ${before} in its first half, ${after} in its second`]
}

const halvesOf = (measure: Measure, probe: string, span: PhaseSpan, evidence: Evidence) => {
  const [from, until] = [judgedFrom(span), span.untilMs]
  const middle = (from + until) / 2
  const samples = judgedIn(evidence, probe, span)
  const first = estimate(measure, startedIn(samples, from, middle), middle - from, CONFIDENCE)
  const second = estimate(measure, startedIn(samples, middle, until), until - middle, CONFIDENCE)
  return first && second ? ([first, second] as const) : null
}
