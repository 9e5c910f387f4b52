import { closeSync, fsync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs'
import type { Entry, FactType } from '../core/journal.js'
import { UserError } from '../core/problem.js'

export interface JournalFile {
  /** Never throws: when the disk refuses, recording stops and the traffic goes on. */
  write(entry: Entry): void
  /** What was written is in the file afterwards. */
  flush(): void
  /** All of them, also those that the disk did not take, of which 10,000 are kept in memory. */
  entries(): readonly Entry[]
  /** Entries that are neither in the file nor in memory. */
  dropped(): number
  close(): void
}

/** The most that waits in memory, in characters. */
const BUFFER = 64 * 1024
/** The most entries that are kept when the disk takes no more. */
const KEPT = 10_000
const MILESTONES: ReadonlySet<FactType> = new Set(['phase.ended', 'faults.removed', 'run.ended'])

/**
 * Appends one line per entry to events.ndjson: at the end of each turn of the event loop, so that a kill loses the last
 * turn at most. `stopped` is called once if the disk refuses (it is full).
 */
export const openJournalFile = (path: string, stopped: (why: Error) => void = () => {}): JournalFile => {
  const file = openSync(path, 'a')
  let buffer = ''
  let waiting: Entry[] = []
  let written = 0
  const unwritten: Entry[] = []
  let scheduled = false
  let state: 'open' | 'stopped' | 'closed' = 'open'
  let dropped = 0
  const flush = () => {
    if (buffer === '' || state !== 'open') return
    const [lines, entries] = [buffer, waiting]
    buffer = ''
    waiting = []
    const failure = writeLines(file, lines)
    const whole = failure?.lines ?? entries.length
    written += whole
    if (failure === null) return
    state = 'stopped'
    for (const entry of entries.slice(whole)) keep(entry)
    stopped(failure.error)
  }
  const keep = (entry: Entry) => {
    if (unwritten.length < KEPT) unwritten.push(entry)
    else dropped++
  }
  const flushSoon = () => {
    if (scheduled) return
    scheduled = true
    setImmediate(() => {
      scheduled = false
      flush()
    })
  }
  return {
    flush,
    entries() {
      flush()
      return [...(written > 0 ? readJournal(path) : []), ...unwritten]
    },
    dropped: () => dropped,
    write(entry) {
      if (state === 'stopped') return keep(entry)
      if (state === 'closed') return void dropped++
      buffer += `${JSON.stringify(entry)}\n`
      waiting.push(entry)
      if (buffer.length >= BUFFER) flush()
      else flushSoon()
      if (!MILESTONES.has(entry.type)) return
      flush()
      fsync(file, () => {})
    },
    close() {
      if (state === 'closed') return
      flush()
      state = 'closed'
      try {
        fsyncSync(file)
      } catch {
        // A file that cannot be synced (a pipe, a full disk) is closed all the same.
      }
      closeSync(file)
    },
  }
}

/** Null, or how many whole lines are in the file and why not all. */
const writeLines = (file: number, text: string): { readonly lines: number; readonly error: Error } | null => {
  const bytes = Buffer.from(text)
  let at = 0
  try {
    while (at < bytes.length) at += writeSync(file, bytes, at)
    return null
  } catch (error) {
    const lines = bytes.toString('utf8', 0, at).split('\n').length - 1
    return { lines, error: error instanceof Error ? error : new Error(String(error)) }
  }
}

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
