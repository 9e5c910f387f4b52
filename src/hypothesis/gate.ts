import type { Entry } from '../core/journal.js'
import type { Plan } from '../core/plan.js'
import { plural } from '../core/plural.js'
import type { Judgement } from '../core/report.js'
import { driftsOf } from './drift.js'
import { type Evidence, evidenceOf } from './evidence.js'
import { judgePhase } from './judge.js'

export interface GateVerdict {
  readonly steady: boolean
  /** One sentence. */
  readonly why: string
  /** What could not be decided; no reason to stop. */
  readonly warnings: readonly string[]
  readonly judgements: readonly Judgement[]
}

/**
 * May faults be injected? Yes, unless a gated hypothesis fails in a baseline, or has no sample there at all: a short
 * baseline cannot prove much, but nothing measured is nothing proven.
 */
export const gateVerdict = (entries: readonly Entry[], plan: Plan): GateVerdict => {
  const evidence = evidenceOf(entries)
  const verdict = verdictOf(judgeGate(plan, evidence))
  return { ...verdict, warnings: [...verdict.warnings, ...driftsOf(plan, evidence)] }
}

/** Every gated hypothesis in each baseline phase that has ended. */
export const judgeGate = (plan: Plan, evidence: Evidence): readonly Judgement[] => {
  const baselines = evidence.phases.filter(({ kind, complete }) => kind === 'baseline' && complete)
  return plan.hypotheses.flatMap(hypothesis =>
    hypothesis.gate && hypothesis.kind !== 'recovery'
      ? baselines.map(({ name }) => judgePhase(plan, hypothesis, name, evidence))
      : [],
  )
}

/** True when a judgement of the baseline forbids to inject faults. */
export const isUnsteady = ({ severity, verdict, samples }: Judgement): boolean =>
  severity === 'block' && (verdict === 'fail' || samples === 0)

const verdictOf = (judgements: readonly Judgement[]): GateVerdict => {
  const unsteady = judgements.filter(isUnsteady)
  const warnings = judgements
    .filter(judgement => !isUnsteady(judgement) && judgement.verdict !== 'pass')
    .map(({ id, phase, why }) => `${id} is not proven in ${phase}: ${why}`)
  const why = unsteady.map(({ id, phase, why }) => `${id} does not hold in ${phase}: ${why}`).join('; ')
  return { steady: unsteady.length === 0, why: why || steadyBecause(judgements), warnings, judgements }
}

const steadyBecause = (judgements: readonly Judgement[]): string =>
  judgements.length === 0
    ? 'nothing was to be checked'
    : `${plural(judgements.length, 'hypothesis holds, or is', 'hypotheses hold, or are')} not refuted`
