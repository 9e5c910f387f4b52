import { UserError } from '../core/problem.js'
import type { Guard } from '../core/process-group.js'
import { runBefore, runCleanup } from './hooks.js'
import { enrol, switchFile } from './kill-switch.js'
import { type Lock, takeLock } from './lock.js'
import type { RunContext } from './run.js'
import { watchStopFiles } from './stop-watch.js'

/** What is around a run: its lock, its hooks, and whoever may stop it. */
export interface Surroundings {
  /** Takes the lock, then runs the hooks; throws a UserError when either fails. */
  prepare(): Promise<void>
  /** Runs the cleanup hooks, unless the lock is another's: then there is nothing of ours to clean up. */
  cleanUp(): Promise<void>
  leave(): void
}

export const openSurroundings = (context: RunContext, guard: Guard): Surroundings => {
  const { experiment, options, enter } = context
  const { state } = options
  const leaving = new AbortController()
  const stops = [experiment.safety.stopFile, state === undefined ? null : switchFile(state)]
  void watchStopFiles(
    context,
    stops.filter(file => file !== null),
    leaving.signal,
  )
  const strike = state === undefined ? () => {} : enrol(state, options.identity, options.folder)
  let lock: Lock | null = null
  let prepared = false
  return {
    async prepare() {
      context.halt.signal.throwIfAborted()
      lock = lockFor(context)
      prepared = true
      if (experiment.hooks.before.length === 0) return
      enter('before')
      await runBefore(context, guard)
    },
    async cleanUp() {
      if (!prepared || experiment.hooks.cleanup.length === 0) return
      enter('cleanup')
      await runCleanup(context, guard)
    },
    leave() {
      leaving.abort(new Error('the run is over'))
      lock?.release()
      strike()
    },
  }
}

const lockFor = ({ experiment, options, journal }: RunContext): Lock | null => {
  const { lock: name } = experiment.safety
  if (name === null) return null
  const { state, identity } = options
  if (state === undefined)
    throw new UserError(`there is no folder to hold the lock ${name} in`, { exit: 'environment' })
  const taker = { experiment: experiment.plan.name, pid: identity.pid, at: identity.at }
  const lock = takeLock(state, name, taker)
  const { from } = lock
  if (from !== null) {
    const message = `the lock ${name} was taken over from ${from.experiment}: process ${from.pid} is dead`
    journal.append({ type: 'warning.raised', message })
  }
  return lock
}
