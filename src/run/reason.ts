import type { Entry } from '../core/journal.js'
import type { ExitName } from '../core/problem.js'
import type { Judgement } from '../core/report.js'
import { showDuration } from '../core/units.js'
import { factsOf, lastOf } from '../metrics/facts.js'
import { exitOfJudgement } from './exit.js'

/** One sentence that says what decided the outcome. */
export const reasonOf = (
  outcome: ExitName | 'torn',
  entries: readonly Entry[],
  judgements: readonly Judgement[],
): string => {
  if (outcome === 'torn') return tornReason(entries)
  if (outcome === 'aborted') return abortReason(entries)
  if (outcome === 'notSteady')
    return `no fault was injected: ${lastOf(entries, 'gate.checked')?.why ?? 'the baseline is not steady'}`
  if (outcome === 'sigint' || outcome === 'sigterm' || outcome === 'sighup')
    return `stopped by ${outcome.toUpperCase()}`
  const failure = factsOf(entries, 'failure.occurred').find(({ exit }) => exit === outcome)
  if (failure) return failure.message
  if (outcome === 'cleanupFailed') return 'faults could not be confirmed removed'
  return judgedReason(outcome, judgements)
}

const tornReason = (entries: readonly Entry[]): string =>
  `the runner died after ${showDuration(entries.at(-1)?.t ?? 0)}; its faults ended with it`

const abortReason = (entries: readonly Entry[]): string => {
  const rule = lastOf(entries, 'abort.triggered')
  if (rule) return `abort rule ${rule.rule}: ${rule.why}`
  const halt = lastOf(entries, 'run.halted')
  if (halt) return `halted by ${halt.by}${halt.why === '' ? '' : `: ${halt.why}`}`
  return `halted by ${lastOf(entries, 'signal.received')?.signal ?? 'the operator'}`
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
  return held === judgements.length ? `all ${held} hypotheses` : `${held} of ${judgements.length} hypotheses`
}
