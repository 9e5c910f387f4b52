import { appendFileSync, statSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import type { Report } from '../core/report.js'
import { findReporter } from './report-format.js'
import type { Terminal } from './terminal.js'

/** GitHub drops a summary of more than 1 MiB as a whole. */
const MOST_SUMMARY = 900_000

/** Inside a step of GitHub Actions: annotations for its log and a summary for its page. */
export const tellGithub = (report: Report, { env, err, folder }: Terminal): void => {
  if (env.GITHUB_ACTIONS !== 'true') return
  const placed = rebased(report, path => fromWorkspace(path, folder, env.GITHUB_WORKSPACE))
  err.write(String(findReporter('github').render(placed)))
  append(env.GITHUB_STEP_SUMMARY, `${String(findReporter('markdown').render(report))}\n`)
}

/** Outputs for later steps: of several runs, those of the one that decides the exit code. */
export const outputToGithub = ({ outcome, exitCode }: Report, runFolder: string, { env, folder }: Terminal): void => {
  if (env.GITHUB_ACTIONS !== 'true') return
  const outputs = { verdict: outcome, 'exit-code': exitCode ?? '', 'report-dir': relative(folder, runFolder) }
  const lines = Object.entries(outputs).map(([name, value]) => `${name}=${value}\n`)
  append(env.GITHUB_OUTPUT, lines.join(''))
}

/** A run is over when it is told; that it cannot be told must not change how it ended. */
const append = (path: string | undefined, text: string): void => {
  if (path === undefined || path === '') return
  try {
    const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0
    if (size + Buffer.byteLength(text) <= MOST_SUMMARY) appendFileSync(path, text)
  } catch {}
}

/** Annotations are placed by paths from the root of the repository. */
const fromWorkspace = (path: string, folder: string, workspace: string | undefined): string => {
  const placed = workspace === undefined ? '..' : relative(workspace, resolve(folder, path))
  return placed.startsWith('..') ? path : placed.replaceAll('\\', '/')
}

const rebased = (report: Report, move: (path: string) => string): Report => {
  const place = (one: Report['judgements'][number]) => ({ ...one, place: { ...one.place, file: move(one.place.file) } })
  return { ...report, file: move(report.file), judgements: report.judgements.map(place), gate: report.gate.map(place) }
}
