import { dirname, resolve } from 'node:path'
import type { Report } from '../core/report.js'
import { reporters } from '../reporters/index.js'
import { writeReports } from '../run/artefacts.js'
import { readJournal } from '../run/read-journal.js'
import { buildReport } from '../run/report.js'
import { findJournal } from './find-journal.js'
import { openPage } from './open-page.js'
import { paint } from './paint.js'
import { findReporter, reporterOf } from './report-format.js'
import type { Terminal } from './terminal.js'

export interface ReportFlags {
  readonly format: string
  readonly write?: boolean
  readonly open?: boolean
  readonly outputDir?: string
}

/** Makes the report of a run from its journal and prints it, or writes its files again. */
export const showReport = async (run: string, flags: ReportFlags, terminal: Terminal): Promise<void> => {
  const reporter = await reporterOf(flags.format, terminal.folder)
  const journal = findJournal(run, resolve(terminal.folder, flags.outputDir ?? 'fallacy-report'), terminal.folder)
  const report = buildReport(readJournal(journal))
  if (report.outcome === 'torn')
    terminal.err.write(await paint('⚠ the journal has no end: the run died before it was over\n', terminal.err))
  if (flags.write) {
    const paths = writeReports(dirname(journal), report, reporters)
    terminal.out.write(paths.map(path => `${path}\n`).join(''))
    return
  }
  if (flags.open) {
    await openReport(dirname(journal), report, terminal)
    return
  }
  const rendered = reporter.render(report)
  const text = typeof rendered === 'string' ? rendered : new TextDecoder().decode(rendered)
  terminal.out.write(flags.format === 'text' ? await paint(text, terminal.out) : text)
}

/** Writes the page and shows it, where somebody sits before a terminal; elsewhere its path is the answer. */
const openReport = async (folder: string, report: Report, terminal: Terminal): Promise<void> => {
  const [page = folder] = writeReports(folder, report, [findReporter('html')])
  terminal.out.write(`${page}\n`)
  if (terminal.out.isTTY) await openPage(page, terminal.env)
}
