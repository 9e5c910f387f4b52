import { UserError } from '../core/problem.js'
import type { Experiment } from '../experiment/experiment.js'
import { stateFolder } from '../library/state-folder.js'
import { wallClock } from '../library/wall-clock.js'
import { refuseNow } from '../run/refusal.js'
import { askConsent, type ConsentFlags } from './consent.js'
import { hasPerson, type Terminal } from './terminal.js'

/** Throws a UserError (exit 2) where these experiments may not run now, or nobody consents: nothing is started. */
export const preflight = async (
  experiments: readonly Experiment[],
  flags: ConsentFlags,
  terminal: Terminal,
): Promise<void> => {
  for (const experiment of experiments) {
    refuseNow(experiment, stateFolder(terminal.env), wallClock())
    refuseUnattended(experiment, terminal)
  }
  await askConsent(experiments, flags, terminal)
}

/** Why one that comes after others may not run any more: their time has passed, or somebody has stopped all runs. */
export const refusedMeanwhile = (experiment: Experiment, { env }: Terminal): UserError | null => {
  try {
    refuseNow(experiment, stateFolder(env), wallClock())
    return null
  } catch (error) {
    if (error instanceof UserError) return error
    throw error
  }
}

const refuseUnattended = ({ file, plan }: Experiment, terminal: Terminal): void => {
  const waiting = plan.phases.find(({ gate }) => gate === 'manual')
  // A game day is also reached over its control port.
  if (waiting === undefined || plan.gameDay !== undefined || hasPerson(terminal)) return
  throw new UserError(`${file}: phase ${waiting.name} waits for a person, and there is no terminal to ask on`, {
    hints: ['run it on a terminal, with --interactive, or write gate: auto'],
  })
}
