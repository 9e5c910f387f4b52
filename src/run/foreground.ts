import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { serviceEnvironment } from '../core/child-environment.js'
import { UserError } from '../core/problem.js'
import { describeError } from '../core/socket-error.js'
import type { Conducted } from './conduct.js'
import { keepAlive } from './keep-alive.js'
import { throughEnvironment } from './through.js'

/** A program in the foreground: it has the terminal, as if it had been started without us. */
export interface Foreground {
  readonly command: readonly [string, ...string[]]
  readonly folder: string
  /** The forward proxy that its requests go through. */
  readonly through: string
  /** Ids of the faults that are in force as long as it runs. */
  readonly faults: readonly string[]
}

/**
 * In place of the phases: puts the faults into force and runs the program until it ends, or the run is stopped. Resolves
 * with its exit code, as a shell would give it.
 */
export const inForeground = async (conducted: Conducted, foreground: Foreground): Promise<number> => {
  const { context, plane, removal } = conducted
  const { experiment, halt } = context
  const pulse = keepAlive(context, plane)
  try {
    const environment = await environmentFor(conducted, foreground)
    for (const rule of experiment.rules) if (foreground.faults.includes(rule.id)) plane.activate(rule, 'exec')
    return await ended(foreground, environment, [halt.signal, halt.impatient])
  } finally {
    removal()
    await pulse.stop()
  }
}

const environmentFor = async (
  { addresses, authority }: Conducted,
  { through }: Foreground,
): Promise<NodeJS.ProcessEnv> => {
  const address = addresses.get(through)
  if (address === undefined) throw new UserError(`there is no proxy ${through}`)
  const inherited = serviceEnvironment(process.env)
  return { ...inherited, ...throughEnvironment(address, await authority(), inherited) }
}

/** Of two signals to us the first asks it to end, and the second ends it. */
const ended = (
  { command: [file, ...args], folder }: Foreground,
  env: NodeJS.ProcessEnv,
  [first, second]: readonly [AbortSignal, AbortSignal],
): Promise<number> =>
  new Promise((resolve, reject) => {
    if (first.aborted) return reject(first.reason)
    const child = spawn(file, args, { cwd: folder, env, stdio: 'inherit' })
    const ask = () => child.kill('SIGTERM')
    const end = () => child.kill('SIGKILL')
    first.addEventListener('abort', ask, { once: true })
    second.addEventListener('abort', end, { once: true })
    child.once('error', cause => reject(notStarted(file, cause)))
    child.once('exit', (code, signal) => {
      first.removeEventListener('abort', ask)
      second.removeEventListener('abort', end)
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]))
    })
  })

const notStarted = (file: string, cause: Error): UserError => {
  const isMissing = 'code' in cause && cause.code === 'ENOENT'
  const why = isMissing ? 'there is no such program' : describeError(cause)
  return new UserError(`${file} cannot be started: ${why}`, { exit: 'environment', cause })
}
