import type { Problem } from '../core/problem.js'
import { drawSeal, type Seal } from '../core/seal.js'
import type { Experiment } from '../experiment/experiment.js'
import { type LoadInput, loadExperiments } from '../experiment/load.js'
import { type ExperimentSource, readSources } from './experiment-source.js'
import type { Sources } from './frame.js'
import type { Variables } from './options.js'
import { hasPerson, type Terminal } from './terminal.js'

export interface LoadFlags {
  readonly var?: Variables
  readonly iOwn?: readonly string[]
  readonly listen?: readonly string[]
  readonly allowClients?: readonly string[]
  readonly allowPlugins?: boolean
  /** Files may name programs: without it each is a problem. */
  readonly allowCommands?: boolean
  readonly maxCells?: number
  /** Nothing is masked. */
  readonly showSecrets?: boolean
}

/** What came of some files: all experiments or all problems are in it, whichever there are. */
export interface LoadedFiles {
  readonly experiments: readonly Experiment[]
  readonly problems: readonly Problem[]
  /** One of the problems is an error. */
  readonly failed: boolean
  readonly sources: Sources
}

/** As the flags, for whoever only tells of what files name. */
export const startingNothing = <Flags extends LoadFlags>(flags: Flags): Flags => ({ ...flags, allowCommands: true })

/** As the flags, for whoever asks the person that is there before anything starts: see consent.ts. */
export const unlessAsked = <Flags extends LoadFlags>(flags: Flags, terminal: Terminal): Flags =>
  hasPerson(terminal) ? startingNothing(flags) : flags

type FreePorts = LoadInput['freePorts']

const portsFreeNow: FreePorts = async count => (await import('../run/ports.js')).freePorts(count)

/** Stand-ins that nobody listens on, for whoever starts nothing. */
export const anyPorts: FreePorts = async count => Array.from({ length: count }, (_, index) => 20_000 + index)

/** Reads and checks every file that `names` stand for; starts and changes nothing. */
export const loadFiles = async (
  names: readonly string[],
  flags: LoadFlags,
  terminal: Terminal,
  freePorts = portsFreeNow,
): Promise<LoadedFiles> => loadSources(await readSources(names, terminal), flags, terminal, freePorts)

/** The same of what was read already. */
export const loadSources = async (
  read: readonly ExperimentSource[],
  flags: LoadFlags,
  terminal: Terminal,
  freePorts = portsFreeNow,
): Promise<LoadedFiles> => {
  const experiments: Experiment[] = []
  const problems: Problem[] = []
  const sources = new Map<string, string>()
  const seal = drawSeal()
  let failed = false
  for (const source of read) {
    const loaded = await loadSource(source, flags, terminal, freePorts, seal)
    for (const [file, text] of loaded.texts) sources.set(file, text)
    problems.push(...(loaded.ok ? loaded.warnings : loaded.problems))
    if (loaded.ok) experiments.push(...loaded.experiments)
    else failed = true
  }
  return { experiments, problems, failed, sources }
}

const loadSource = (
  { file, bytes, folder }: ExperimentSource,
  flags: LoadFlags,
  terminal: Terminal,
  freePorts: FreePorts,
  seal: Seal,
) => {
  return loadExperiments({
    file,
    text: bytes,
    folder,
    env: terminal.env,
    vars: flags.var ?? {},
    ownHosts: flags.iOwn ?? [],
    listen: flags.listen ?? [],
    allowClients: flags.allowClients ?? [],
    allowPlugins: flags.allowPlugins ?? false,
    allowCommands: flags.allowCommands ?? false,
    freePorts,
    seal,
    showSecrets: flags.showSecrets ?? false,
    ...(flags.maxCells !== undefined && { maxCells: flags.maxCells }),
  })
}
