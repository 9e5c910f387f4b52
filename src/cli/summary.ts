import { existsSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { Report } from '../core/report.js'
import { invocation } from './invocation.js'
import { paint } from './paint.js'
import { findReporter } from './report-format.js'
import type { RunFlags } from './run-flags.js'
import type { Terminal } from './terminal.js'

/** The text report and, always last, where the files are and how to run it again. */
export const renderSummary = async (
  report: Report,
  folder: string,
  flags: RunFlags,
  terminal: Terminal,
): Promise<string> => {
  const page = join(folder, 'index.html')
  const shown = existsSync(page) ? page : folder
  const path = relative(terminal.folder, shown)
  const lines = [
    `  report     ${path.startsWith('..') ? shown : path}`,
    `  again      ${invocation(terminal.env)} ${flags.gameDay ? 'gameday' : 'run'} ${again(report, flags)}`,
  ]
  return paint(`${String(findReporter('text').render(report)).trimEnd()}\n${lines.join('\n')}\n`, terminal.out)
}

const again = ({ file, seed }: Report, flags: RunFlags): string => {
  const { var: variables = {}, only = [], listen = [], allowClients = [], preset, target = '', aa = false } = flags
  return [
    preset === undefined ? quoted(file) : `--preset ${preset} --target ${quoted(target)}`,
    `--seed ${seed}`,
    ...Object.entries(variables).map(pair => `--var ${quoted(pair.join('='))}`),
    ...listen.map(address => `--listen ${address}`),
    ...allowClients.map(network => `--allow-clients ${network}`),
    ...only.map(id => `--only ${quoted(id)}`),
    ...(aa ? ['--aa'] : []),
  ].join(' ')
}

/** As a POSIX shell needs it. */
const quoted = (word: string): string => (/^[\w./:=@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)
