import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { EXIT } from '../core/problem.js'
import { type Diff, type DiffSide, diffOf, sideOf } from '../hypothesis/diff.js'
import { evidenceOf } from '../hypothesis/evidence.js'
import { readJournal } from '../run/read-journal.js'
import { buildReport } from '../run/report.js'
import { diffText } from './diff-text.js'
import { findJournal } from './find-journal.js'
import { paint } from './paint.js'
import { storedSide } from './stored-side.js'
import type { Terminal } from './terminal.js'

export interface DiffFlags {
  readonly format: 'text' | 'json'
  readonly tolerance: number
  readonly outputDir?: string
}

/** Compares a run with an earlier one, or with a report.json that was kept; exit 1 when it is worse. */
export const showDiff = async (before: string, after: string, flags: DiffFlags, terminal: Terminal): Promise<void> => {
  const side = (run: string) => readSide(run, resolve(terminal.folder, flags.outputDir ?? 'fallacy-report'), terminal)
  const diff = diffOf(side(before), side(after), flags.tolerance)
  terminal.out.write(flags.format === 'json' ? jsonOf(diff) : await paint(diffText(diff), terminal.out))
  terminal.exit(diff.worse ? EXIT.fail : EXIT.pass)
}

const readSide = (run: string, outputDir: string, { folder }: Terminal): DiffSide => {
  const path = findJournal(run, outputDir, folder)
  if (path.endsWith('.json')) return storedSide(run, readFileSync(path, 'utf8'))
  const entries = readJournal(path)
  return sideOf(buildReport(entries), evidenceOf(entries))
}

/** A bound that does not exist is null. */
const jsonOf = (diff: Diff): string => {
  const finite = (_: string, value: unknown) => (typeof value === 'number' && !Number.isFinite(value) ? null : value)
  return `${JSON.stringify({ schema: 'diff/1', ...diff }, finite, 2)}\n`
}
