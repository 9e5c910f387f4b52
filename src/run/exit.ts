import type { ExitName } from '../core/problem.js'
import type { Judgement } from '../core/report.js'

/** Everything that can decide how a run ends. */
export interface Ending {
  readonly judgements: readonly Judgement[]
  /** The baseline was checked and found unsteady. */
  readonly notSteady: boolean
  /** An abort rule held, or an operator halted the run. */
  readonly aborted: boolean
  readonly signal: string | null
  /** The exits that failures ask for: environment, bug, cleanupFailed, usage. */
  readonly failures: readonly ExitName[]
  /** Faults are known to be gone; true as well if there were none. */
  readonly faultsGone: boolean
}

/** The first that applies decides (the table is in `fallacy --help`). */
const PRECEDENCE: readonly ExitName[] = [
  ...(['usage', 'cleanupFailed', 'bug', 'environment', 'sighup', 'sigint', 'sigterm'] as const),
  ...(['aborted', 'notSteady', 'fail', 'inconclusive', 'pass'] as const),
]

export const decideExit = (ending: Ending): ExitName => {
  const asked = new Set(askedFor(ending))
  return PRECEDENCE.find(name => asked.has(name)) ?? 'pass'
}

const askedFor = (ending: Ending): readonly ExitName[] => [
  ...ending.failures,
  ...(ending.faultsGone ? [] : (['cleanupFailed'] as const)),
  ...(ending.signal === null ? [] : [exitOfSignal(ending.signal)]),
  ...(ending.aborted ? (['aborted'] as const) : []),
  ...(ending.notSteady ? (['notSteady'] as const) : []),
  ...(ending.judgements.length === 0 ? (['inconclusive'] as const) : ending.judgements.map(exitOfJudgement)),
]

/** Ctrl-Z ends a run as Ctrl-C does; a signal without a code of its own, such as SIGUSR1, is an operator's halt. */
const exitOfSignal = (signal: string): ExitName => {
  const name = signal === 'SIGTSTP' ? 'sigint' : signal.toLowerCase()
  return name === 'sigint' || name === 'sigterm' || name === 'sighup' ? name : 'aborted'
}

/** What was skipped was not shown to hold. */
export const exitOfJudgement = ({ verdict, severity, onInconclusive }: Judgement): ExitName => {
  if (severity === 'warn' || verdict === 'pass') return 'pass'
  if (verdict === 'fail') return 'fail'
  return onInconclusive === 'fail' ? 'inconclusive' : 'pass'
}
