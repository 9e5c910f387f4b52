import type { Clock } from '../../src/core/clock.js'
import type { FactOf, FactType } from '../../src/core/fact.js'
import { type Entry, type Journal, openJournal } from '../../src/core/journal.js'

/** A journal that remembers, for tests. */
export interface RecordingJournal extends Journal {
  readonly entries: readonly Entry[]
  of<Type extends FactType>(type: Type): readonly (Entry & FactOf<Type>)[]
}

export const recordingJournal = (clock: Clock): RecordingJournal => {
  const journal = openJournal(() => clock.now())
  const entries: Entry[] = []
  journal.subscribe(entry => entries.push(entry))
  const of = <Type extends FactType>(type: Type) =>
    entries.filter((entry): entry is Entry & FactOf<Type> => entry.type === type)
  return { ...journal, entries, of }
}
