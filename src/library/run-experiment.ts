import { randomInt } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Entry } from '../core/journal.js'
import { UserError } from '../core/problem.js'
import type { Report } from '../core/report.js'
import type { Reporter } from '../core/reporter.js'
import { systemClock } from '../core/system-clock.js'
import type { Experiment } from '../experiment/experiment.js'
import { loadExperiment } from '../experiment/load.js'
import { writeReports } from '../run/artefacts.js'
import { makeRunFolder, writeFile } from '../run/folder.js'
import { freePorts } from '../run/ports.js'
import { refuseNow } from '../run/refusal.js'
import { runExperiment as run } from '../run/run.js'
import { runAuthority } from './authority.js'
import { addressOf, networkOf } from './exposure.js'
import { drawIdentity } from './identity.js'
import { stateFolder } from './state-folder.js'
import { wallClock } from './wall-clock.js'

/** How an experiment file is run; what is left out is as on the command line. */
export interface RunSetting {
  readonly seed?: number
  readonly vars?: Readonly<Record<string, string>>
  /** That of this process by default. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Hosts that the file does not allow and that are yours. */
  readonly ownHosts?: readonly string[]
  /** Addresses beyond this machine that proxies of the file may listen at; none by default. */
  readonly listen?: readonly string[]
  /** Who may connect there besides this machine: networks such as `10.0.0.0/8`, and addresses. */
  readonly allowClients?: readonly string[]
  /** The modules of the file's `use` may be loaded, which runs them. */
  readonly allowPlugins?: boolean
  /** The programs that the file names may be started: its services, hooks and command probes. */
  readonly allowCommands?: boolean
  /** Where the run's folder is made; `report.dir` of the file by default. */
  readonly outputDir?: string
  /** Formats written into the run's folder. */
  readonly reporters?: readonly Reporter[]
  /** Told every entry of the journal as it happens, masked. */
  readonly watch?: (entry: Entry) => void
  /** Ends the run early, as Ctrl-C does: faults off, services stopped, report made. */
  readonly signal?: AbortSignal
}

/** What a run was, and its folder. */
export interface FinishedRun {
  readonly report: Report
  readonly folder: string
}

/**
 * Runs an experiment file in this process. It resolves whatever the verdict is: see `report.outcome`. Rejects with a
 * UserError, which has all `problems`, when the file is wrong or cannot be read; then nothing was started.
 */
export const runExperiment = async (file: string, setting: RunSetting = {}): Promise<FinishedRun> => {
  const { env = process.env, reporters = [], watch } = setting
  const experiment = await loaded(file, setting)
  const state = stateFolder(env)
  refuseNow(experiment, state, wallClock())
  const identity = drawIdentity(experiment.folder)
  const dir = resolve(setting.outputDir ?? experiment.report.dir)
  const folder = makeRunFolder(dir, experiment.plan.name, identity)
  const authority = runAuthority(experiment, env)
  try {
    const report = await run({
      ...{ experiment, identity, folder, state, clock: systemClock(), wallClock, authority: authority.open },
      seed: setting.seed ?? experiment.seed ?? randomInt(2 ** 32),
      readers: watch === undefined ? [] : [watch],
      signals: { subscribe: listener => whenAborted(setting.signal, () => listener('SIGINT')) },
    })
    writeReports(folder, report, reporters)
    writeFile(join(folder, 'experiment.yaml'), report.source)
    return { report, folder }
  } finally {
    authority.close()
  }
}

const loaded = async (
  file: string,
  {
    env = process.env,
    vars = {},
    ownHosts = [],
    listen = [],
    allowClients = [],
    allowPlugins = false,
    allowCommands = false,
  }: RunSetting,
): Promise<Experiment> => {
  const result = await loadExperiment({
    ...{ file, text: textOf(file), folder: dirname(resolve(file)) },
    ...{ listen: listen.map(addressOf), allowClients: allowClients.map(networkOf) },
    ...{ env, vars, ownHosts, allowPlugins, allowCommands, freePorts },
  })
  if (result.ok) return result.experiment
  const problems = result.problems.filter(({ severity }) => severity === 'error')
  throw new UserError(`${file}: ${problems.map(({ message }) => message).join('; ')}`, { problems })
}

const textOf = (file: string): Uint8Array => {
  try {
    return readFileSync(file)
  } catch (cause) {
    throw new UserError(`${file} cannot be read`, { cause })
  }
}

const whenAborted = (signal: AbortSignal | undefined, act: () => void): (() => void) => {
  if (signal?.aborted) act()
  signal?.addEventListener('abort', act, { once: true })
  return () => signal?.removeEventListener('abort', act)
}
