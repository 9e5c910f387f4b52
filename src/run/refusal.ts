import { existsSync } from 'node:fs'
import { UserError } from '../core/problem.js'
import { showDuration } from '../core/units.js'
import type { Experiment } from '../experiment/experiment.js'
import { isOpen, nextOpening } from '../experiment/time-window.js'
import { isStopped, whyStopped } from './kill-switch.js'

/** Throws a UserError (exit 2) where all runs of this user are stopped, or this one may not run at this time. */
export const refuseNow = (experiment: Experiment, state: string, now: Date): void => {
  refuseStopped(state)
  refuseStopFile(experiment)
  refuseClosed(experiment, now)
}

const refuseStopped = (state: string): void => {
  if (!isStopped(state)) return
  const hints = ['allow them again: fallacy stop --resume']
  throw new UserError(`all runs are stopped: ${whyStopped(state)}`, { hints })
}

const refuseStopFile = ({ file, safety: { stopFile } }: Experiment): void => {
  if (stopFile === null || !existsSync(stopFile)) return
  throw new UserError(`${file} must not run: there is a file ${stopFile}`, { hints: ['remove it to go on'] })
}

/** The windows must be open from the start of the phases to their end. */
const refuseClosed = ({ file, plan, safety: { windows } }: Experiment, now: Date): void => {
  if (windows === null) return
  const hints = [`its windows: ${windows.map(({ text }) => text).join(', ')}`]
  if (!isOpen(windows, now))
    throw new UserError(`${file} must not run now: next window opens ${nextOpening(windows, now)}`, { hints })
  const total = plan.phases.reduce((sum, { durationMs }) => sum + durationMs, 0)
  if (isOpen(windows, new Date(now.getTime() + total))) return
  throw new UserError(`${file} must not run now: it takes ${showDuration(total)}, and its window closes before`, {
    hints,
  })
}
