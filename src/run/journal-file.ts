import { closeSync, fsync, fsyncSync, openSync, writeSync } from 'node:fs'
import type { FactType } from '../core/fact.js'
import { inertJson } from '../core/inert.js'
import type { Entry } from '../core/journal.js'
import { showSize } from '../core/units.js'
import { readJournal } from './read-journal.js'

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
/** The most characters of a journal: of more no report could be made in the memory that Node has. */
const LARGEST = 512 * 1024 ** 2
/** The most entries that are kept when the disk takes no more. */
const KEPT = 10_000
const MILESTONES: ReadonlySet<FactType> = new Set(['phase.ended', 'faults.removed', 'run.ended'])

/**
 * Appends one line per entry to events.ndjson: at the end of each turn of the event loop, so that a kill loses the last
 * turn at most. `stopped` is called once if the disk refuses (it is full), or if the journal has become too large.
 */
export const openJournalFile = (
  path: string,
  stopped: (why: Error) => void = () => {},
  largest = LARGEST,
): JournalFile => {
  const file = openSync(path, 'a')
  let buffer = ''
  let waiting: Entry[] = []
  let written = 0
  let size = 0
  const unwritten: Entry[] = []
  let scheduled = false
  let state: 'open' | 'stopped' | 'closed' = 'open'
  let dropped = 0
  const flush = () => {
    if (buffer === '' || state !== 'open') return
    const [lines, entries] = [buffer, waiting]
    buffer = ''
    waiting = []
    size += lines.length
    const failure = size > largest ? tooLarge(largest) : writeLines(file, lines)
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
      buffer += `${inertJson(JSON.stringify(entry))}\n`
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

const tooLarge = (largest: number) => ({ lines: 0, error: new Error(`it would be larger than ${showSize(largest)}`) })

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
