import { readFileSync } from 'node:fs'
import type { Entry } from '../core/journal.js'
import { machineTrouble } from '../core/machine-trouble.js'
import { UserError } from '../core/problem.js'

/**
 * The entries of events.ndjson up to the last full line; what a kill tore off is left out. Throws a UserError when it
 * is no journal of ours.
 */
export const readJournal = (path: string): readonly Entry[] => {
  const bytes = contentOf(path)
  const entries: Entry[] = []
  for (let at = 0, end = endOf(bytes, 0); end > at; at = end, end = endOf(bytes, at)) {
    const lines = bytes.toString('utf8', at, end - 1)
    const found =
      parsed(`[${lines.replaceAll('\n', ',')}]`) ?? lines.split('\n').flatMap(line => parsed(`[${line}]`) ?? [null])
    const wrong = found.findIndex(value => !isEntry(value))
    if (wrong >= 0) throw notOurs(path, `line ${entries.length + wrong + 1} is not an entry`)
    for (const value of found) if (isEntry(value)) entries.push(value)
    if (at === 0 && !isOpening(entries[0])) throw notOurs(path, 'its first line is not a run.started of events/1')
  }
  if (entries.length === 0) throw notOurs(path, 'it has no full line: the run died before it began')
  return entries
}

/** Many lines are parsed at once, as one list, which takes less time. */
const PIECE = 64 * 1024

/** The end of the last full line that begins within a piece from `at` on; `at` where there is none. */
const endOf = (bytes: Buffer, at: number): number => {
  const last = bytes.subarray(at, at + PIECE).lastIndexOf(10)
  return (last >= 0 ? at + last : bytes.indexOf(10, at)) + 1 || at
}

const contentOf = (path: string): Buffer => {
  try {
    return readFileSync(path)
  } catch (cause) {
    throw machineTrouble(cause) ?? notOurs(path, cause instanceof Error ? cause.message : String(cause), cause)
  }
}

/** Null: this is no list in JSON. */
const parsed = (text: string): readonly unknown[] | null => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Whoever wrote the opening with schema events/1 wrote entries only. */
const isEntry = (value: unknown): value is Entry =>
  typeof value === 'object' && value !== null && 'type' in value && 't' in value

const isOpening = (entry: Entry | undefined): boolean => entry?.type === 'run.started' && entry.schema === 'events/1'

const notOurs = (path: string, why: string, cause?: unknown) =>
  new UserError(`${path} cannot be read as the journal of a run: ${why}`, {
    hints: ['expected the events.ndjson of a run’s folder'],
    cause,
  })
