import { EXIT, UserError } from '../core/problem.js'
import type { Report } from '../core/report.js'
import { systemClock } from '../core/system-clock.js'
import type { Experiment } from '../experiment/experiment.js'
import { choose } from './choose.js'
import { explain } from './errors.js'
import { readSources } from './experiment-source.js'
import { renderProblems } from './frame.js'
import { loadSources, startingNothing, unlessAsked } from './load.js'
import { maskForGithub } from './mask-for-github.js'
import { paint } from './paint.js'
import { preflight, refusedMeanwhile } from './preflight.js'
import { presetSource } from './preset-source.js'
import type { ChosenFormat } from './report-format.js'
import type { RunFlags } from './run-flags.js'
import { type OneRun, runOne } from './run-one.js'
import { type Batch, runBatches } from './schedule.js'
import { rendered, writeSharedFiles } from './shared-files.js'
import { hasPerson, type Terminal } from './terminal.js'
import { worstExit } from './worst-exit.js'

/** Checks all files, or makes one of a preset, then runs what the flags choose of them, or only tells of it. Gives the exit code. */
export const runFiles = async (names: readonly string[], flags: RunFlags, terminal: Terminal): Promise<number> => {
  if (flags.showSecrets && !hasPerson(terminal)) throw onlyForPeople()
  const read =
    flags.preset === undefined ? await readSources(names, terminal) : [await presetSource(flags, terminal.folder)]
  const tells = flags.list || flags.dryRun
  const loading = tells ? startingNothing(flags) : unlessAsked(flags, terminal)
  const { experiments, problems, failed, sources } = await loadSources(read, loading, terminal)
  if (problems.length > 0) terminal.err.write(await paint(renderProblems(problems, sources), terminal.err))
  if (failed) return EXIT.usage
  const chosen = await peopled(choose(experiments, flags, terminal.folder), flags)
  if (tells) return describe(chosen, flags, terminal)
  maskForGithub(chosen, terminal)
  const runs = await planned(chosen, flags, terminal)
  await preflight(chosen, flags, terminal)
  return runAll(runs, flags, terminal)
}

const onlyForPeople = (): UserError =>
  new UserError('--show-secrets needs a person at a terminal, and there is none', {
    hints: ['it writes secrets as they are into the journal and every report: run it by hand, or without it'],
  })

/** With people in them, where the flags say so: one run at a time. */
const peopled = async (chosen: readonly Experiment[], flags: RunFlags): Promise<readonly Experiment[]> => {
  if (!flags.interactive && !flags.gameDay) return chosen
  const { asGameDay, withPeople } = await import('../gameday/as-game-day.js')
  if (chosen.some(({ matrix }) => matrix !== null && matrix.maxParallel > 1))
    throw new UserError('people take part in one run at a time: expected maxParallel: 1')
  return chosen.map(flags.gameDay ? asGameDay : withPeople)
}

const describe = async (chosen: readonly Experiment[], flags: RunFlags, { out }: Terminal): Promise<number> => {
  const { listText } = await import('./list-text.js')
  const { planText } = await import('./plan-text.js')
  out.write(await paint(flags.list ? listText(chosen) : chosen.map(one => planText(one, flags)).join('\n'), out))
  return EXIT.pass
}

/** Every run there will be, in order; the cells of a matrix are one batch. */
const planned = async (
  chosen: readonly Experiment[],
  flags: RunFlags,
  terminal: Terminal,
): Promise<readonly Batch<OneRun>[]> => {
  const clock = systemClock()
  const batches: { readonly items: OneRun[]; readonly maxParallel: number }[] = []
  let last: Experiment['matrix'] = null
  for (const experiment of chosen) {
    const { matrix, report, reporters } = experiment
    const wanted = { formats: report.formats, reporters }
    const formats = once(async () => (await rendering()).chooseFormats(wanted, flags.reporter ?? [], terminal.folder))
    // A wrong one is told before anything starts.
    if (flags.reporter !== undefined) await formats()
    const maxParallel = matrix?.maxParallel ?? 1
    const one = { experiment, flags, terminal, clock, formats, isAlone: maxParallel === 1 }
    if (matrix !== null && matrix === last) batches.at(-1)?.items.push(one)
    else batches.push({ items: [one], maxParallel })
    last = matrix
  }
  return Array.from({ length: flags.repeat ?? 1 }, () => batches).flat()
}

/** Loaded by the first who asks, which is a run that is under way: nobody waits for it there. */
const rendering = () => import('./rendering.js')

const once = <T>(make: () => Promise<T>): (() => Promise<T>) => {
  let made: Promise<T> | undefined
  return () => {
    made ??= make()
    return made
  }
}

interface Ran {
  readonly report: Report
  readonly formats: readonly ChosenFormat[]
  readonly folder: string
}

/** Batch by batch; a signal also ends those that have not started, and with `--fail-fast` so does a failure. */
const runAll = async (planned: readonly Batch<OneRun>[], flags: RunFlags, terminal: Terminal): Promise<number> => {
  const runs: Ran[] = []
  const refused: number[] = []
  await runBatches(planned, async one => {
    const refusal = refusedMeanwhile(one.experiment, terminal)
    if (refusal !== null) {
      refused.push(await tell(refusal, terminal))
      return 'stop'
    }
    const { report, folder } = await runOne(one)
    const { renderSummary, tellGithub } = await rendering()
    runs.push({ report, folder, formats: await one.formats() })
    writeSharedFiles(runs)
    if (!flags.json) terminal.out.write(await renderSummary(report, folder, flags, terminal))
    tellGithub(report, terminal)
    if (wasStopped(report)) return 'stop'
    if (codeOf(report, flags) === EXIT.pass) return 'go on'
    if (flags.failFast) return 'stop'
    return one.experiment.matrix?.stopOnFirstFailure ? 'leave the batch' : 'go on'
  })
  if (flags.json) terminal.out.write(await jsonOf(runs.map(({ report }) => report)))
  const all = planned.reduce((sum, { items }) => sum + items.length, 0)
  if (runs.length < all) terminal.err.write(`${all - runs.length} of ${all} not run\n`)
  const worst = worstExit([...refused, ...runs.map(({ report }) => codeOf(report, flags))])
  const decisive = runs.find(({ report }) => codeOf(report, flags) === worst)
  const { outputToGithub } = await rendering()
  if (decisive !== undefined) outputToGithub(decisive.report, decisive.folder, terminal)
  return worst
}

const tell = async (error: UserError, { err }: Terminal): Promise<number> => {
  const { text, code } = explain(error)
  err.write(await paint(text, err))
  return code
}

const wasStopped = ({ outcome }: Report): boolean =>
  outcome === 'sigint' || outcome === 'sigterm' || outcome === 'sighup'

/** A journal without an end cannot come from a run that returned: it is our bug. */
const codeOf = ({ exitCode }: Report, flags: RunFlags): number =>
  exitCode === EXIT.inconclusive && flags.allowInconclusive ? EXIT.pass : (exitCode ?? EXIT.bug)

/** One document: the report, or a list of them where several files ran. */
const jsonOf = async (reports: readonly Report[]): Promise<string> =>
  String(rendered((await rendering()).findReporter('json'), reports))
