import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { serviceEnvironment } from '../core/child-environment.js'
import type { Clock } from '../core/clock.js'
import type { Journal } from '../core/journal.js'
import { UserError } from '../core/problem.js'
import { endGroup, type Guard } from '../core/process-group.js'
import { describeError } from '../core/socket-error.js'
import type { ServiceSpec } from '../experiment/experiment.js'
import type { TextMask } from './secret-mask.js'
import { openServiceLog, type ServiceLog } from './service-log.js'

export interface ServiceOptions {
  readonly clock: Clock
  readonly journal: Journal
  /** Where `<id>.log` is written. */
  readonly logDir: string
  readonly guard: Guard
  /** Keeps secrets out of the logs. */
  readonly secrets?: TextMask | null
}

export interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** One process, the leader of a group of its own. */
export interface Service {
  readonly spec: ServiceSpec
  readonly log: ServiceLog
  /** Settles when the process has ended, for whatever reason. */
  readonly ended: Promise<Exit>
  /** Ends the whole group; resolves when nothing of it is left. With `hurry` aborted it does not ask first. */
  stop(hurry: AbortSignal): Promise<void>
}

/** Rejects with a UserError of exit `environment` when the program cannot be started. */
export const launch = async (spec: ServiceSpec, options: ServiceOptions): Promise<Service> => {
  const { clock, journal, guard, logDir, secrets = null } = options
  const log = openServiceLog(logDir, spec.id, secrets)
  const { pid, ended, isRunning } = await spawned(spec, log)
  guard.watch(pid)
  const over = new AbortController()
  if (secrets !== null) void copyAsWritten(log, clock, over.signal)
  journal.append({ type: 'service.started', service: spec.id, pid })
  const end = async (hurry: AbortSignal) => {
    const start = clock.now()
    const wasRunning = isRunning()
    const { killed } = await endGroup(pid, { ...spec.stop, clock, hurry })
    await ended
    guard.unwatch(pid)
    over.abort()
    log.close()
    if (wasRunning) journal.append({ type: 'service.stopped', service: spec.id, afterMs: clock.now() - start, killed })
  }
  let ending: Promise<void> | undefined
  const stop = (hurry: AbortSignal) => {
    ending ??= end(hurry)
    return ending
  }
  return { spec, log, ended, stop }
}

/** How much of a log is lost at most when the runner is killed, ms. */
const COPY_MS = 200

/** Resolves when `signal` aborts. */
const copyAsWritten = async (log: ServiceLog, clock: Clock, signal: AbortSignal): Promise<void> => {
  while (!signal.aborted) {
    log.copy()
    await clock.sleep(COPY_MS, signal).catch(() => {})
  }
}

export const environmentOf = ({ env }: ServiceSpec): Record<string, string> => ({
  ...serviceEnvironment(process.env),
  ...env,
})

interface Child {
  readonly pid: number
  readonly ended: Promise<Exit>
  readonly isRunning: () => boolean
}

const spawned = (spec: ServiceSpec, log: ServiceLog): Promise<Child> =>
  new Promise((resolve, reject) => {
    const [file, ...args] = spec.command
    const child = spawn(file, args, {
      cwd: spec.cwd,
      env: environmentOf(spec),
      detached: true,
      stdio: ['ignore', log.file, log.file],
    })
    const isRunning = () => child.exitCode === null && child.signalCode === null
    const ended = new Promise<Exit>(done => child.once('exit', (code, signal) => done({ code, signal })))
    child.once('error', error => {
      log.close()
      reject(notStarted(spec, error))
    })
    if (child.pid !== undefined) resolve({ pid: child.pid, ended, isRunning })
  })

const notStarted = ({ id, command: [file], cwd }: ServiceSpec, cause: Error): UserError => {
  const code = 'code' in cause ? cause.code : null
  const why = () => {
    if (code === 'ENOENT' && !existsSync(cwd)) return `its folder ${cwd} does not exist`
    if (code === 'ENOENT') return file.includes('/') ? `${file} does not exist` : `${file} was not found in PATH`
    return code === 'EACCES' ? `${file} is not executable` : describeError(cause)
  }
  return new UserError(`service ${id} cannot be started: ${why()}`, { exit: 'environment', cause })
}
