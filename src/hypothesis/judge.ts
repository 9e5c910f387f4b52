import { FAILURES_IN_A_ROW, FINISHED, RECOVERY_TIME } from '../core/measure.js'
import type { EventuallyHypothesis, Hypothesis, Plan, RecoveryHypothesis } from '../core/plan.js'
import { plural } from '../core/plural.js'
import type { Judgement } from '../core/report.js'
import { showDuration, showPercent } from '../core/units.js'
import type { PhaseSpan } from '../metrics/phases.js'
import { showSlo, sloMeasure } from './comparison.js'
import { type Doubt, doubtOfClock, doubtOfFaults, doubtOfLength, doubtOfProbe } from './doubt.js'
import { doubtOfLoad, droppedIn } from './doubt-of-load.js'
import type { Evidence } from './evidence.js'
import { type Finding, finding } from './finding.js'
import { judgeAlways } from './judge-always.js'
import { judgeEventually } from './judge-eventually.js'
import { judgeRecovery } from './judge-recovery.js'
import { judgeSlo } from './judge-slo.js'
import { showLimit } from './limit.js'

/** Every hypothesis in each of its phases, in the order of the plan; a recovery has one judgement of its own. */
export const judge = (plan: Plan, evidence: Evidence): readonly Judgement[] =>
  plan.hypotheses.flatMap(hypothesis =>
    hypothesis.kind === 'recovery'
      ? [recovered(plan, hypothesis, evidence)]
      : hypothesis.phases.map(phase => judgePhase(plan, hypothesis, phase, evidence)),
  )

/** Doubts come before findings: what the faults did not touch, or the probe did not see, proves nothing either way. */
export const judgePhase = (
  plan: Plan,
  hypothesis: Exclude<Hypothesis, RecoveryHypothesis>,
  phase: string,
  evidence: Evidence,
): Judgement => {
  const span = evidence.phases.find(({ name }) => name === phase)
  if (span === undefined) return judgement(hypothesis, phase, finding('skipped', `${phase} never started`))
  const found = findingOf(hypothesis, span, evidence)
  const doubt =
    doubtOfFaults(evidence, plan, phase) ??
    doubtOfProbe(evidence, hypothesis.probe, span) ??
    doubtOfLoad(evidence, span) ??
    doubtOfClock(evidence, [span, ...comparedWith(hypothesis, evidence)])
  const decided = doubt ? doubted(found, doubt) : unlessCut(found, span)
  return judgement(hypothesis, phase, noted(decided, notesOf(span, evidence)))
}

const comparedWith = (hypothesis: Hypothesis, { phases }: Evidence): readonly PhaseSpan[] => {
  const to = hypothesis.kind === 'slo' ? hypothesis.versus?.to : undefined
  return to?.kind === 'phase' ? phases.filter(({ name }) => name === to.phase) : []
}

const findingOf = (
  hypothesis: Exclude<Hypothesis, RecoveryHypothesis>,
  span: PhaseSpan,
  evidence: Evidence,
): Finding => {
  if (hypothesis.kind === 'slo') return judgeSlo(hypothesis, span, evidence)
  return hypothesis.kind === 'always'
    ? judgeAlways(hypothesis, span, evidence)
    : judgeEventually(hypothesis, span, evidence)
}

const noted = (found: Finding, notes: readonly string[]): Finding =>
  notes.length === 0 ? found : { ...found, why: [found.why, ...notes].join('; ') }

/** What is no doubt, and yet to be known of a phase. */
const notesOf = (span: PhaseSpan, evidence: Evidence): readonly string[] => [
  ...(span.early === undefined ? [] : [`${span.name} ended early: ${span.early}`]),
  ...droppedIn(evidence, span),
]

const doubted = (found: Finding, { why, advice }: Doubt): Finding => ({
  ...found,
  verdict: 'inconclusive',
  why,
  advice,
})

/** A phase that was cut short can break a limit, but not keep it. */
const unlessCut = (found: Finding, span: PhaseSpan): Finding => {
  const doubt = doubtOfLength(span)
  return doubt === null || found.verdict === 'fail' ? found : doubted(found, doubt)
}

const recovered = (plan: Plan, recovery: RecoveryHypothesis, evidence: Evidence): Judgement => {
  const inject = evidence.phases.filter(({ kind }) => kind === 'inject')
  const recover = evidence.phases.filter(({ kind }) => kind === 'recover')
  if (inject.length === 0) return judgement(recovery, null, finding('skipped', 'no fault was injected'))
  const found = judgeRecovery(recovery, evidence)
  const doubts = [
    ...inject.map(({ name }) => doubtOfFaults(evidence, plan, name)),
    ...recover.map(span => doubtOfLoad(evidence, span)),
    doubtOfClock(evidence, [...inject, ...recover]),
  ]
  const doubt = doubts.find(one => one !== null)
  return judgement(recovery, null, doubt ? doubted(found, doubt) : found)
}

const judgement = (hypothesis: Hypothesis, phase: string | null, found: Finding): Judgement => {
  const { id, title, kind, probe, severity, onInconclusive, place } = hypothesis
  const limit = limitOf(hypothesis)
  const measure = measureNameOf(hypothesis)
  return { id, title, kind, phase, probe, measure, severity, onInconclusive, limit, ...found, place }
}

const measureNameOf = (hypothesis: Hypothesis): string => {
  if (hypothesis.kind === 'slo') return sloMeasure(hypothesis)
  if (hypothesis.kind === 'eventually') return FINISHED
  return hypothesis.kind === 'always' ? FAILURES_IN_A_ROW : RECOVERY_TIME
}

const limitOf = (hypothesis: Hypothesis): string => {
  if (hypothesis.kind === 'slo') return showSlo(hypothesis)
  if (hypothesis.kind === 'always') return `<= ${plural(hypothesis.maxConsecutiveFailures, 'failure')} in a row`
  if (hypothesis.kind === 'eventually') return showEventually(hypothesis)
  const { measure, limit, withinMs, stableForMs } = hypothesis
  const held = `${measure} ${showLimit(limit, measure)} for ${showDuration(stableForMs)}`
  return `<= ${showDuration(withinMs)} until ${held}`
}

const showEventually = ({ atLeast, withinMs, maxDuplicates }: EventuallyHypothesis): string => {
  const twice = maxDuplicates === null ? '' : `, at most ${maxDuplicates} ${maxDuplicates === 1 ? 'repeat' : 'repeats'}`
  return `>= ${showPercent(atLeast)} within ${showDuration(withinMs)}${twice}`
}
