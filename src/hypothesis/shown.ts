import type { Plan } from '../core/plan.js'
import type { Judgement } from '../core/report.js'
import { ofSystem } from '../metrics/samples.js'
import { type Evidence, judgedIn } from './evidence.js'
import { examplesOf } from './finding.js'

/** With the examples that the plan asks for: none, those against a limit, or else the slowest samples that kept it. */
export const withExamples = (judgement: Judgement, { samples }: Plan, evidence: Evidence): Judgement => {
  if (samples === 'none') return { ...judgement, examples: [] }
  const span = evidence.phases.find(({ name }) => name === judgement.phase)
  if (samples !== 'all' || judgement.examples.length > 0 || span === undefined) return judgement
  const all = ofSystem(judgedIn(evidence, judgement.probe, span))
  const slowestFirst = all.toSorted((a, b) => b.sample.latencyMs - a.sample.latencyMs)
  return { ...judgement, examples: examplesOf(slowestFirst, evidence) }
}
