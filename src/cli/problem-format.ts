import { relative, resolve } from 'node:path'
import { plural } from '../core/plural.js'
import type { Problem } from '../core/problem.js'
import { showDuration } from '../core/units.js'
import type { Experiment } from '../experiment/experiment.js'
import { renderProblems } from './frame.js'
import type { LoadedFiles } from './load.js'
import { paint } from './paint.js'
import type { Terminal } from './terminal.js'

type Format = (loaded: LoadedFiles, terminal: Terminal) => string | Promise<string>

/** People read frames, programs JSON, and GitHub its workflow commands. */
const FORMATS = {
  text: ({ experiments, problems, sources }, { out }) =>
    paint(
      [
        ...experiments.map(experiment => `${describeExperiment(experiment)}\n`),
        ...(problems.length > 0 ? ['\n', renderProblems(problems, sources)] : []),
      ].join(''),
      out,
    ),
  json: ({ problems, sources, failed }) =>
    `${JSON.stringify({ ok: !failed, files: [...sources.keys()], problems: problems.map(flat) }, null, 2)}\n`,
  github: ({ problems }, terminal) => problems.map(problem => `${workflowCommand(problem, terminal)}\n`).join(''),
} satisfies Record<string, Format>

export type ProblemFormat = keyof typeof FORMATS

export const showProblems = async (format: ProblemFormat, loaded: LoadedFiles, terminal: Terminal): Promise<string> =>
  FORMATS[format](loaded, terminal)

/** One line: the file is good, and what is in it. */
export const describeExperiment = ({ file, plan }: Experiment): string => {
  const total = plan.phases.reduce((sum, { durationMs }) => sum + durationMs, 0)
  const parts = [
    plural(plan.hypotheses.length, 'hypothesis', 'hypotheses'),
    plural(plan.faults.length, 'fault'),
    plural(plan.probes.length, 'probe'),
    showDuration(total),
  ]
  return `✔ ${file}${plan.cell === undefined ? '' : ` [${plan.cell}]`}: ${parts.join(', ')}`
}

const flat = ({ code, severity, message, place, path, label, hints }: Problem) => ({
  code,
  severity,
  message,
  ...(place && {
    file: place.file,
    line: place.line,
    column: place.column,
    endLine: place.line,
    endColumn: place.column + place.length,
  }),
  ...(path !== undefined && { path }),
  ...(label !== undefined && { label }),
  hints: hints ?? [],
})

/** https://docs.github.com/actions/reference/workflow-commands-for-github-actions: data and properties escape differently. */
const workflowCommand = ({ code, severity, message, place }: Problem, { env, folder }: Terminal): string => {
  const property = (value: string) => data(value).replaceAll(':', '%3A').replaceAll(',', '%2C')
  const file = (name: string) => relative(env.GITHUB_WORKSPACE ?? folder, resolve(folder, name))
  const where = place && `file=${property(file(place.file))},line=${place.line},col=${place.column},`
  return `::${severity} ${where ?? ''}title=${property(code)}::${data(message)}`
}

const data = (value: string): string => value.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
