import { join } from 'node:path'
import type { Report } from '../core/report.js'
import type { Reporter } from '../core/reporter.js'
import { writeFile } from './folder.js'

/** Renders `report` in each format that has a file and writes it into the run's folder; returns the paths. */
export const writeReports = (
  folder: string,
  report: Report,
  reporters: readonly Reporter[],
  fileNames: Readonly<Record<string, string>> = {},
): readonly string[] =>
  reporters.flatMap(reporter => {
    const name = fileNames[reporter.name] ?? reporter.file
    if (name === null) return []
    const path = join(folder, name)
    writeFile(path, reporter.render(report))
    return [path]
  })
