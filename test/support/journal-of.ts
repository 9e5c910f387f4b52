import { join } from 'node:path'
import type { FactOf, FactType } from '../../src/core/fact.js'
import type { Entry } from '../../src/core/journal.js'
import { readJournal } from '../../src/run/read-journal.js'

/** The entries of the newest run below a folder. */
export const journalOf = (folder: string): readonly Entry[] =>
  readJournal(join(folder, 'fallacy-report/latest/events.ndjson'))

export const factsIn = <Type extends FactType>(entries: readonly Entry[], type: Type): readonly Entry<FactOf<Type>>[] =>
  entries.filter((entry): entry is Entry<FactOf<Type>> => entry.type === type)
