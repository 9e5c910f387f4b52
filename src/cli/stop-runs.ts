import { plural } from '../core/plural.js'
import { EXIT } from '../core/problem.js'
import { systemClock } from '../core/system-clock.js'
import { stateFolder } from '../library/state-folder.js'
import { wallClock } from '../library/wall-clock.js'
import { resume, runsUnderWay, stopAll } from '../run/kill-switch.js'
import type { Terminal } from './terminal.js'

export interface StopFlags {
  readonly resume?: boolean
  readonly why?: string
}

/** Halted runs still drain, clean up and write their reports. */
const PATIENCE_MS = 30_000
const LOOK_MS = 200

/** Halts every run of this user and refuses new ones, until `--resume`; exit 7 when one does not end. */
export const stopRuns = async (flags: StopFlags, { env, out, err, exit }: Terminal): Promise<void> => {
  const state = stateFolder(env)
  if (flags.resume) return out.write(resume(state) ? 'runs may start again\n' : 'nothing was stopped\n')
  const runs = runsUnderWay(state)
  stopAll(state, `${flags.why ?? 'fallacy stop'}, ${wallClock().toISOString()}`)
  const left = await ended(state, runs)
  for (const { folder, pid } of runs) if (!left.includes(pid)) out.write(`halted  ${folder}\n`)
  for (const { folder, pid } of runs)
    if (left.includes(pid)) err.write(`error: process ${pid} has not ended: ${folder}\n  = end it: kill -9 ${pid}\n`)
  out.write(`${plural(runs.length - left.length, 'run')} halted; new ones are refused until: fallacy stop --resume\n`)
  if (left.length > 0) exit(EXIT.cleanupFailed)
}

/** Waits for runs to end; gives the processes that have not. */
const ended = async (state: string, runs: ReturnType<typeof runsUnderWay>): Promise<readonly number[]> => {
  const clock = systemClock()
  const { signal } = new AbortController()
  const until = clock.now() + PATIENCE_MS
  for (;;) {
    const folders = runsUnderWay(state).map(({ folder }) => folder)
    const left = runs.filter(({ folder }) => folders.includes(folder))
    if (left.length === 0 || clock.now() > until) return left.map(({ pid }) => pid)
    await clock.sleep(LOOK_MS, signal)
  }
}
