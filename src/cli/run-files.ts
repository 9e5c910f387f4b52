import { EXIT } from '../core/problem.js'
import type { Report } from '../core/report.js'
import { systemClock } from '../core/system-clock.js'
import { renderProblems } from './frame.js'
import { loadFiles } from './load.js'
import { paint } from './paint.js'
import { preflight } from './preflight.js'
import { chooseFormats, findReporter } from './report-format.js'
import type { RunFlags } from './run-flags.js'
import { runOne } from './run-one.js'
import { renderSummary } from './summary.js'
import { outputToGithub, tellGithub } from './tell-github.js'
import type { Terminal } from './terminal.js'
import { worstExit } from './worst-exit.js'

/** Checks all files, then runs them one after the other; a signal also ends those that have not started. Gives the exit code. */
export const runFiles = async (names: readonly string[], flags: RunFlags, terminal: Terminal): Promise<number> => {
  const { experiments, problems, failed, sources } = await loadFiles(names, flags, terminal)
  if (problems.length > 0) terminal.err.write(await paint(renderProblems(problems, sources), terminal.err))
  if (failed) return EXIT.usage
  await preflight(experiments, flags, terminal)
  const formats = experiments.map(({ report }) => chooseFormats(report.formats, flags.reporter ?? [], terminal.folder))
  const clock = systemClock()
  const runs: { readonly report: Report; readonly folder: string }[] = []
  for (const [at, experiment] of experiments.entries()) {
    const { report, folder } = await runOne({ experiment, flags, terminal, clock, formats: formats[at] ?? [] })
    runs.push({ report, folder })
    if (!flags.json) terminal.out.write(await renderSummary(report, folder, flags, terminal))
    tellGithub(report, terminal)
    if (wasStopped(report)) break
  }
  if (flags.json) terminal.out.write(jsonOf(runs.map(({ report }) => report)))
  const worst = worstExit(runs.map(({ report }) => codeOf(report, flags)))
  const decisive = runs.find(({ report }) => codeOf(report, flags) === worst)
  if (decisive !== undefined) outputToGithub(decisive.report, decisive.folder, terminal)
  return worst
}

const wasStopped = ({ outcome }: Report): boolean =>
  outcome === 'sigint' || outcome === 'sigterm' || outcome === 'sighup'

/** A journal without an end cannot come from a run that returned: it is our bug. */
const codeOf = ({ exitCode }: Report, flags: RunFlags): number =>
  exitCode === EXIT.inconclusive && flags.allowInconclusive ? EXIT.pass : (exitCode ?? EXIT.bug)

/** One document: the report, or a list of them where several files ran. */
const jsonOf = (reports: readonly Report[]): string => {
  const { render } = findReporter('json')
  const documents = reports.map(report => String(render(report)).trim())
  return documents.length === 1 ? `${documents[0]}\n` : `[\n${documents.join(',\n')}\n]\n`
}
