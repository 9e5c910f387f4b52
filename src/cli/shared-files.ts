import type { Report } from '../core/report.js'
import type { Reporter } from '../core/reporter.js'
import { writeFile } from '../run/folder.js'
import type { ChosenFormat } from './report-format.js'

/** A run and what it is written in. */
export interface Written {
  readonly report: Report
  readonly formats: readonly ChosenFormat[]
}

/** Writes the files that runs share (`-r junit=results.xml`): all runs so far, where the format can hold several. */
export const writeSharedFiles = (runs: readonly Written[]): void => {
  const files = new Map<string, { readonly reporter: Reporter; readonly reports: Report[] }>()
  for (const { report, formats } of runs)
    for (const { reporter, path } of formats) {
      if (path === null) continue
      const file = files.get(path) ?? { reporter, reports: [] }
      file.reports.push(report)
      files.set(path, file)
    }
  for (const [path, { reporter, reports }] of files) writeFile(path, rendered(reporter, reports))
}

/** The last run alone, where the format holds one. */
export const rendered = (reporter: Reporter, reports: readonly Report[]): string | Uint8Array => {
  const last = reports.at(-1)
  if (last === undefined) return ''
  return reports.length > 1 && reporter.renderAll ? reporter.renderAll(reports) : reporter.render(last)
}
