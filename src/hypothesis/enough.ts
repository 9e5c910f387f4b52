import { parseMeasure } from '../core/measure.js'
import type { PhasePlan, Plan, SloHypothesis } from '../core/plan.js'
import type { PhaseSpan } from '../metrics/phases.js'
import { doubtOfFaults } from './doubt.js'
import { confidenceFor, estimate } from './estimate.js'
import { type Evidence, judgedIn } from './evidence.js'
import { samplesToConfirm } from './needed.js'

/**
 * True when every limit that needs a phase has the fewest samples that can confirm it, independent ones, and every fault
 * of the phase its hits. It looks at how many there are and not at what they say, so that it favours no verdict.
 */
export const hasEnough = (plan: Plan, phase: PhasePlan, evidence: Evidence): boolean => {
  const span = evidence.phases.find(({ name }) => name === phase.name)
  if (span === undefined || doubtOfFaults(evidence, plan, phase.name) !== null) return false
  const limits = plan.hypotheses.filter(one => one.kind === 'slo').filter(slo => needs(slo, phase))
  return limits.length > 0 && limits.every(slo => hasItsSamples(slo, span, evidence))
}

/** It is judged there, must hold there first, or is compared with what was there. */
const needs = ({ phases, gate, versus }: SloHypothesis, { name, kind }: PhasePlan): boolean =>
  phases.includes(name) || (gate && kind === 'baseline') || (versus?.to.kind === 'phase' && versus.to.phase === name)

/** What has no interval, or is judged window by window, needs the whole phase, unless the file says how many will do. */
const hasItsSamples = (slo: SloHypothesis, span: PhaseSpan, evidence: Evidence): boolean => {
  const { versus, windowMs, minSamples } = slo
  const measure = parseMeasure(slo.measure)
  if (measure === null || windowMs !== undefined) return false
  const confidence = confidenceFor(measure, slo, slo.confidence)
  if (confidence === null && minSamples === 'auto') return false
  const fewest = minSamples === 'auto' ? 1 : minSamples
  const independent = samplesToConfirm(measure, slo, slo.confidence)
  const probes = versus?.to.kind === 'probe' ? [slo.probe, versus.to.probe] : [slo.probe]
  return probes.every(probe => {
    const found = estimate(measure, judgedIn(evidence, probe, span), span.untilMs - span.fromMs, confidence)
    return found !== null && found.samples >= fewest && found.effective >= independent
  })
}
