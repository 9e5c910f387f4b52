import { spawn } from 'node:child_process'
import { Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { Guard } from '../core/process-group.js'

/** Ends what it watches when this process dies, even by SIGKILL, and this process when it is stopped for too long. */
export interface Watchdog extends Guard {
  /** From now on this process is watched, whether or not there is a group. */
  start(): void
  /** Lets it go: it ends nothing any more. */
  close(): Promise<void>
}

export interface WatchdogOptions {
  /** Why it can watch nothing any more. */
  readonly lost: (why: string) => void
  /** How long this process may be stopped, by SIGSTOP or Ctrl-Z, before it is killed; where that can be seen. */
  readonly mostStoppedMs: number
}

/** The same path from src/run and from dist/run. */
const PROGRAM = fileURLToPath(new URL('../../dist/run/watchdog-main.js', import.meta.url))

/** A watchdog that is a process once it is started, or told of its first group; many runs need none. */
export const openWatchdog = (options: WatchdogOptions): Watchdog => {
  let started: Running | null = null
  const running = () => {
    started ??= startWatchdog(options)
    return started
  }
  return {
    start: () => void running(),
    watch: pid => running().watch(pid),
    unwatch: pid => started?.unwatch(pid),
    close: async () => started?.close(),
  }
}

type Running = Omit<Watchdog, 'start'>

/** Starts watchdog-main.ts, which reads `watch PID`, `unwatch PID` and `bye` from a pipe that only this process holds. */
const startWatchdog = ({ lost, mostStoppedMs }: WatchdogOptions): Running => {
  const args = [PROGRAM, String(process.pid), String(mostStoppedMs)]
  const child = spawn(process.execPath, args, { detached: true, env: {}, stdio: ['pipe', 'ignore', 'ignore'] })
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
