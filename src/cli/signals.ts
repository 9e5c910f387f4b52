import type { Clock } from '../core/clock.js'
import type { Environment } from '../library/environment.js'
import type { SignalSource, StopSignal } from '../run/halt.js'
import { parentOf, watchParent } from '../run/parent.js'

const SIGNALS: readonly StopSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGTSTP']

/**
 * The signals of this process, and those that the npm that started it was sent: of these only the parent shows. The first stops the run in order, the second hurries it; from the third on the system's default holds.
 */
export const processSignals = (env: Environment, clock: Clock): SignalSource & { close(): void } => {
  const listeners = new Set<(signal: StopSignal) => void>()
  let heard = 0
  const hear = (signal: StopSignal) => {
    if (signal === 'SIGTSTP') wakeJob()
    for (const listener of listeners) listener(signal)
    if (++heard === 2) for (const name of SIGNALS) process.off(name, hear)
  }
  for (const name of SIGNALS) process.on(name, hear)
  const closed = new AbortController()
  const watch = {
    ...{ clock, look: () => parentOf(process.pid, process.ppid), gone: () => hear('SIGTERM') },
    // Ctrl-C wakes the shell too, and was heard here.
    woken: () => heard === 0 && hear('SIGINT'),
  }
  if (env.npm_command !== undefined) void watchParent(watch, closed.signal)
  return {
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close() {
      closed.abort()
      for (const name of SIGNALS) process.off(name, hear)
    },
  }
}

/** Ctrl-Z stopped who shares the terminal with us: npx, a pipe's other end, a command of ours; they end with the run. */
const wakeJob = (): void => void process.kill(0, 'SIGCONT')
