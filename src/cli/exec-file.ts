import { randomInt } from 'node:crypto'
import { join, resolve } from 'node:path'
import { EXIT, UserError } from '../core/problem.js'
import type { Report } from '../core/report.js'
import { systemClock } from '../core/system-clock.js'
import type { Experiment } from '../experiment/experiment.js'
import { runAuthority } from '../library/authority.js'
import { drawIdentity } from '../library/identity.js'
import { stateFolder } from '../library/state-folder.js'
import { wallClock } from '../library/wall-clock.js'
import { makeRunFolder } from '../run/folder.js'
import { inForeground } from '../run/foreground.js'
import { runExperiment } from '../run/run.js'
import { openExecStory } from './exec-story.js'
import { renderProblems } from './frame.js'
import { type LoadFlags, loadFiles, unlessAsked } from './load.js'
import { paint } from './paint.js'
import { preflight } from './preflight.js'
import { processSignals } from './signals.js'
import type { Terminal } from './terminal.js'

/** The options of `fallacy exec`. */
export interface ExecFlags extends LoadFlags {
  readonly through?: string
  readonly fault?: readonly string[]
  readonly seed?: number
  readonly outputDir?: string
  readonly yes?: boolean
}

/** Runs a command behind the forward proxy of a file, under its faults. Gives the exit code of the command, or ours. */
export const execFile = async (
  file: string,
  command: readonly string[],
  flags: ExecFlags,
  terminal: Terminal,
): Promise<number> => {
  const program = programOf(command)
  const { experiments, problems, sources } = await loadFiles([file], unlessAsked(flags, terminal), terminal)
  const errors = problems.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) terminal.err.write(await paint(renderProblems(errors, sources), terminal.err))
  const [experiment] = experiments
  if (experiment === undefined) return EXIT.usage
  const foreground = {
    ...{ command: program, folder: terminal.folder },
    ...{ through: proxyOf(experiment, flags.through), faults: faultsOf(experiment, flags.fault) },
  }
  await preflight([experiment], flags, terminal)
  return run(experiment, flags, terminal, foreground)
}

const run = async (
  experiment: Experiment,
  flags: ExecFlags,
  terminal: Terminal,
  foreground: Parameters<typeof inForeground>[1],
): Promise<number> => {
  const clock = systemClock()
  const identity = drawIdentity(experiment.folder)
  const dir = resolve(terminal.folder, flags.outputDir ?? experiment.report.dir)
  const folder = makeRunFolder(dir, experiment.plan.name, identity)
  const signals = processSignals(terminal.env, clock)
  const authority = runAuthority(experiment, terminal.env)
  const [program] = foreground.command
  const story = openExecStory(program, foreground.through)
  let code: number | null = null
  try {
    const report = await runExperiment({
      ...{ experiment, clock, wallClock, identity, folder, signals, readers: [story.read], authority: authority.open },
      state: stateFolder(terminal.env),
      seed: flags.seed ?? experiment.seed ?? randomInt(2 ** 32),
      async conduct(conducted) {
        const { url = '' } = conducted.addresses.get(foreground.through) ?? {}
        terminal.err.write(story.begun(url, foreground.faults))
        code = await inForeground(conducted, foreground)
      },
    })
    const text = code === null ? story.failed() || (await textOf(report)) : story.ended()
    terminal.err.write(await paint(text, terminal.err))
    terminal.err.write(`fallacy: what happened is in ${join(folder, 'events.ndjson')}\n`)
    return code ?? report.exitCode ?? EXIT.bug
  } finally {
    authority.close()
    signals.close()
  }
}

/** How a run ended that nobody failed, such as by a signal, before the command ran; loaded when that is asked. */
const textOf = async (report: Report): Promise<string> => {
  const { findReporter } = await import('./report-format.js')
  return `${String(findReporter('text').render(report)).trimEnd()}\n`
}

const programOf = ([file, ...args]: readonly string[]): readonly [string, ...string[]] => {
  if (file === undefined) throw new UserError('expected a command after --, such as: fallacy exec FILE -- node app.js')
  return [file, ...args]
}

const proxyOf = ({ proxies }: Experiment, wanted: string | undefined): string => {
  const forward = proxies.filter(({ mode }) => mode === 'forward').map(({ id }) => id)
  const [only, another] = forward
  if (only === undefined)
    throw new UserError('the file has no forward proxy for the command to go through', {
      hints: ['declare one: proxies: {egress: {mode: forward}}'],
    })
  if (wanted === undefined && another !== undefined)
    throw new UserError(`the file has several forward proxies: ${forward.join(', ')}`, {
      hints: ['choose one with --through ID'],
    })
  if (wanted !== undefined && !forward.includes(wanted))
    throw new UserError(`there is no forward proxy "${wanted}"`, { hints: [`declared: ${forward.join(', ')}`] })
  return wanted ?? only
}

const faultsOf = ({ rules }: Experiment, wanted: readonly string[] | undefined): readonly string[] => {
  const known = rules.map(({ id }) => id)
  const unknown = wanted?.find(id => !known.includes(id))
  if (unknown !== undefined)
    throw new UserError(`there is no fault "${unknown}"`, { hints: [`declared: ${known.join(', ')}`] })
  return wanted ?? known
}
