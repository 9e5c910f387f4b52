import { spawn } from 'node:child_process'
import { Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { Guard } from '../core/process-group.js'

/** Ends what it watches when this process dies, even by SIGKILL. */
export interface Watchdog extends Guard {
  /** Lets it go: it ends nothing any more. */
  close(): Promise<void>
}

/** The same path from src/run and from dist/run. */
const PROGRAM = fileURLToPath(new URL('../../dist/run/watchdog-main.js', import.meta.url))

/** Starts a watchdog with the first group that is to be watched; most runs have none. */
export const openWatchdog = (told: Told): Watchdog => {
  let started: Watchdog | null = null
  return {
    watch(pid) {
      started ??= startWatchdog(told)
      started.watch(pid)
    },
    unwatch: pid => started?.unwatch(pid),
    close: async () => started?.close(),
  }
}

interface Told {
  /** Why it can watch nothing any more. */
  readonly lost: (why: string) => void
}

/** Starts watchdog-main.ts, which reads `watch PID`, `unwatch PID` and `bye` from a pipe that only this process holds. */
const startWatchdog = ({ lost }: Told): Watchdog => {
  const child = spawn(process.execPath, [PROGRAM], { detached: true, env: {}, stdio: ['pipe', 'ignore', 'ignore'] })
  let closing = false
  const gone = new Promise<void>(resolve => {
    const end = (why: string) => {
      if (!closing) lost(why)
      closing = true
      resolve()
    }
    child.once('error', error => end(error.message))
    child.once('exit', (code, signal) => end(`it ended by ${signal ?? `exit code ${code}`}`))
  })
  const { stdin } = child
  stdin.on('error', () => {})
  child.unref()
  if (stdin instanceof Socket) stdin.unref()
  const say = (line: string) => {
    if (!closing) stdin.write(`${line}\n`)
  }
  return {
    watch: pid => say(`watch ${pid}`),
    unwatch: pid => say(`unwatch ${pid}`),
    close() {
      say('bye')
      closing = true
      child.ref()
      stdin.end()
      return gone
    },
  }
}
