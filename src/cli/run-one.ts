import { randomInt } from 'node:crypto'
import { resolve } from 'node:path'
import type { Clock } from '../core/clock.js'
import type { Entry } from '../core/journal.js'
import type { Report } from '../core/report.js'
import type { Experiment } from '../experiment/experiment.js'
import { runAuthority } from '../library/authority.js'
import { drawIdentity } from '../library/identity.js'
import { stateFolder } from '../library/state-folder.js'
import { wallClock } from '../library/wall-clock.js'
import { writeReports } from '../run/artefacts.js'
import { makeRunFolder, pointLatest, writeFile } from '../run/folder.js'
import { runExperiment } from '../run/run.js'
import { findDeadRun } from '../run/stale.js'
import { openOutputs } from './outputs/outputs.js'
import { paint } from './paint.js'
import type { PeopleOptions, TakingPart } from './people.js'
import type { ChosenFormat } from './report-format.js'
import type { RunFlags } from './run-flags.js'
import { processSignals } from './signals.js'
import type { Terminal } from './terminal.js'
import { openView } from './view.js'

export interface OneRun {
  readonly experiment: Experiment
  readonly flags: RunFlags
  readonly terminal: Terminal
  readonly clock: Clock
  /** Loads what renders them. */
  readonly formats: () => Promise<readonly ChosenFormat[]>
  /** No other runs at the same time: the view of it may draw over itself. */
  readonly isAlone: boolean
}

/** Runs one experiment with everything around it: its folder, the view of it, signals, and the report files. */
export const runOne = async (one: OneRun): Promise<{ readonly report: Report; readonly folder: string }> => {
  const { experiment, flags, terminal, clock, formats, isAlone } = one
  const outputs = await openOutputs(flags, terminal)
  const dir = resolve(terminal.folder, flags.outputDir ?? experiment.report.dir)
  const identity = drawIdentity(experiment.folder)
  const died = findDeadRun(dir)
  if (died !== null) terminal.err.write(await paint(obituary(died), terminal.err))
  const folder = makeRunFolder(dir, experiment.plan.name, identity)
  pointLatest(dir, folder)
  const quiet = flags.quiet ?? false
  const people = await peopleOf({ experiment, terminal, clock, quiet, isAlone, identity, folder })
  const view = await openView({ terminal, clock, quiet, isAlone, aside: people?.rows ?? null })
  const signals = processSignals(terminal.env, clock)
  const authority = runAuthority(experiment, terminal.env)
  try {
    const report = await runExperiment({
      experiment,
      clock,
      wallClock,
      seed: flags.seed ?? experiment.seed ?? randomInt(2 ** 32),
      identity,
      folder,
      readers: [
        ...(people ? [people.read] : []),
        ...[view.show, outputs.read, onceUnderWay(() => formats().catch(() => {}))],
      ],
      signals,
      authority: authority.open,
      reserved: [...outputs.ports, ...(people?.ports ?? [])],
      state: stateFolder(terminal.env),
      ...(people && { people: people.desk }),
      ...(flags.aa && { withoutFaults: true }),
      ...(flags.failFast && { failFast: true }),
    })
    writeAll(folder, report, experiment, await formats())
    await outputs.deliver(report)
    people?.finish(report)
    return { report, folder }
  } finally {
    authority.close()
    signals.close()
    view.close()
    await people?.close()
    await outputs.close()
  }
}

const wantsPeople = ({ plan }: Experiment): boolean =>
  plan.gameDay !== undefined || plan.phases.some(({ gate }) => gate === 'manual')

/** Whoever takes part; what that needs is loaded only where somebody does. */
const peopleOf = async (options: PeopleOptions): Promise<TakingPart | null> => {
  if (!wantsPeople(options.experiment)) return null
  const { openPeople } = await import('./people.js')
  return openPeople(options)
}

const onceUnderWay =
  (act: () => void) =>
  (entry: Entry): void => {
    if (entry.type === 'state.entered' && entry.state === 'phases') act()
  }

const writeAll = (folder: string, report: Report, experiment: Experiment, formats: readonly ChosenFormat[]): void => {
  const own = formats.filter(({ path }) => path === null).map(({ reporter }) => reporter)
  writeReports(folder, report, own, { junit: experiment.report.junitFile })
  writeFile(`${folder}/experiment.yaml`, report.source)
}

const obituary = (folder: string): string =>
  `⚠ the last run here died before its end; its faults died with it\n  = fallacy report ${folder}\n`
