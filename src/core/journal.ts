import type { Fact } from './fact.js'

/** A fact with its time: ms since the run started, monotonic. One line of events.ndjson. */
export type Entry<F extends Fact = Fact> = F & { readonly t: number }

/** The only memory of a run. Readers are told in order, at once. */
export interface Journal {
  append(fact: Fact): void
  subscribe(reader: (entry: Entry) => void): () => void
}

/** A fold over entries: what every report, metric and live view is. */
export interface View<State> {
  readonly start: () => State
  readonly next: (state: State, entry: Entry) => State
}

export const project = <State>(entries: Iterable<Entry>, view: View<State>): State => {
  let state = view.start()
  for (const entry of entries) state = view.next(state, entry)
  return state
}

/**
 * A journal in memory that stamps each fact with `now` and tells its readers. What a reader appends while it is told
 * comes after what it was told, for every reader.
 */
export const openJournal = (now: () => number): Journal => {
  const readers = new Set<(entry: Entry) => void>()
  const untold: Entry[] = []
  let telling = false
  const tell = () => {
    telling = true
    try {
      for (let entry = untold.shift(); entry !== undefined; entry = untold.shift())
        for (const reader of readers) reader(entry)
    } finally {
      telling = false
    }
  }
  return {
    append(fact) {
      untold.push({ t: Math.round(now() * 1000) / 1000, ...fact })
      if (!telling) tell()
    },
    subscribe(reader) {
      readers.add(reader)
      return () => readers.delete(reader)
    },
  }
}
