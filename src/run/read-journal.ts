import { readFileSync } from 'node:fs'
import type { Entry } from '../core/journal.js'
import { UserError } from '../core/problem.js'

/**
 * The entries of events.ndjson up to the last full line; what a kill tore off is left out. Throws a UserError when it
 * is no journal of ours.
 */
export const readJournal = (path: string): readonly Entry[] => {
  const bytes = contentOf(path)
  const entries: Entry[] = []
  for (let at = 0, end = bytes.indexOf(10); end !== -1; at = end + 1, end = bytes.indexOf(10, at)) {
    const entry = parsed(bytes.toString('utf8', at, end))
    if (entry === null) throw notOurs(path, `line ${entries.length + 1} is not an entry`)
    if (entries.length === 0 && !isOpening(entry))
      throw notOurs(path, 'its first line is not a run.started of events/1')
    entries.push(entry)
  }
  if (entries.length === 0) throw notOurs(path, 'it has no full line: the run died before it began')
  return entries
}

const contentOf = (path: string): Buffer => {
  try {
    return readFileSync(path)
  } catch (cause) {
    throw notOurs(path, cause instanceof Error ? cause.message : String(cause), cause)
  }
}

const parsed = (line: string): Entry | null => {
  try {
    const value: unknown = JSON.parse(line)
    const isEntry = typeof value === 'object' && value !== null && 'type' in value && 't' in value
    // Whoever wrote the opening with schema events/1 wrote entries only.
    return isEntry ? (value as Entry) : null
  } catch {
    return null
  }
}

const isOpening = (entry: Entry): boolean => entry.type === 'run.started' && entry.schema === 'events/1'

const notOurs = (path: string, why: string, cause?: unknown) =>
  new UserError(`${path} cannot be read as the journal of a run: ${why}`, {
    hints: ['expected the events.ndjson of a run’s folder'],
    cause,
  })
