import { spawn } from 'node:child_process'
import { Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { Guard } from '../core/process-group.js'
import { systemClock } from '../core/system-clock.js'
import { BEAT_MS } from './silence.js'

/** Ends what it watches when this process dies, even by SIGKILL, and this process when it stands still for too long. */
export interface Watchdog extends Guard {
  /** From now on this process is watched, whether or not there is a group. */
  start(): void
  /** Lets it go: it ends nothing any more. */
  close(): Promise<void>
}

export interface WatchdogOptions {
  /** Why it can watch nothing any more. */
  readonly lost: (why: string) => void
  /** How long this process may hang before it is killed; stopped by SIGSTOP it may be for 1.5 s. */
  readonly mostHangingMs: number
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

/**
 * Starts watchdog-main.ts, which reads `beat`, `beat inspected`, `watch PID`, `unwatch PID` and `bye` from a pipe that only
 * this process holds.
 */
const startWatchdog = ({ lost, mostHangingMs }: WatchdogOptions): Running => {
  const args = [PROGRAM, String(process.pid), String(mostHangingMs)]
  const child = spawn(process.execPath, args, { detached: true, env: {}, stdio: ['pipe', 'ignore', 'inherit'] })
  const closed = new AbortController()
  let closing = false
  const gone = new Promise<void>(resolve => {
    const end = (why: string) => {
      if (!closing) lost(why)
      closing = true
      closed.abort()
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
  void beat(say, closed.signal)
  return {
    watch: pid => say(`watch ${pid}`),
    unwatch: pid => say(`unwatch ${pid}`),
    close() {
      say('bye')
      closing = true
      closed.abort()
      child.ref()
      stdin.end()
      return gone
    },
  }
}

/** Says that the event loop turns, and whether an inspector may halt it, until the signal aborts. */
const beat = async (say: (line: string) => void, signal: AbortSignal): Promise<void> => {
  const inspector = process.getBuiltinModule('node:inspector')
  const clock = systemClock({ keepsAlive: false })
  while (!signal.aborted) {
    say(inspector.url() === undefined ? 'beat' : 'beat inspected')
    await clock.sleep(BEAT_MS, signal).catch(() => {})
  }
}
