import type { Entry } from '../core/journal.js'
import { plural } from '../core/plural.js'
import type { ExitName } from '../core/problem.js'
import type { Judgement } from '../core/report.js'
import { showDuration } from '../core/units.js'
import { factsOf, lastOf } from '../metrics/facts.js'
import { exitOfJudgement } from './exit.js'

/** What a run came to. */
interface Course {
  readonly milestones: readonly Entry[]
  readonly durationMs: number
  readonly judgements: readonly Judgement[]
}

/** One sentence that says what decided the outcome. */
export const reasonOf = (outcome: ExitName | 'torn', { milestones, durationMs, judgements }: Course): string => {
  if (outcome === 'torn') return `the runner died after ${showDuration(durationMs)}; its faults ended with it`
  if (outcome === 'aborted') return abortReason(milestones)
  if (outcome === 'notSteady')
    return `no fault was injected: ${lastOf(milestones, 'gate.checked')?.why ?? 'the baseline is not steady'}`
  if (outcome === 'sigint' || outcome === 'sigterm' || outcome === 'sighup')
    return `stopped by ${lastOf(milestones, 'signal.received')?.signal ?? outcome.toUpperCase()}`
  const failure = factsOf(milestones, 'failure.occurred').find(({ exit }) => exit === outcome)
  if (failure) return failure.message
  if (outcome === 'cleanupFailed') return 'faults could not be confirmed removed'
  return judgedReason(outcome, judgements)
}

const abortReason = (milestones: readonly Entry[]): string => {
  const rule = lastOf(milestones, 'abort.triggered')
  if (rule) return `abort rule ${rule.rule}: ${rule.why}`
  const halt = lastOf(milestones, 'run.halted')
  if (halt) return `halted by ${halt.by}${halt.why === '' ? '' : `: ${halt.why}`}`
  return `halted by ${lastOf(milestones, 'signal.received')?.signal ?? 'the operator'}`
}

const judgedReason = (outcome: ExitName, judgements: readonly Judgement[]): string => {
  if (judgements.length === 0) return 'there was no hypothesis, so nothing was proven'
  const deciding = judgements.filter(one => exitOfJudgement(one) === outcome)
  const [first] = deciding
  if (outcome === 'pass' || first === undefined) return `${countOf(judgements)} held`
  const others = deciding.length > 1 ? `, and ${deciding.length - 1} more` : ''
  const where = first.phase === null ? '' : ` in ${first.phase}`
  return outcome === 'fail'
    ? `${first.id} failed${where}${others}`
    : `${first.id} is undecided${where}: ${first.why}${others}`
}

const countOf = (judgements: readonly Judgement[]): string => {
  const held = judgements.filter(({ verdict }) => verdict === 'pass').length
  if (held < judgements.length) return `${held} of ${plural(judgements.length, 'hypothesis', 'hypotheses')}`
  return held === 1 ? 'the only hypothesis' : `all ${held} hypotheses`
}
