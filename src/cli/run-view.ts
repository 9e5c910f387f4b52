import type { Entry } from '../core/journal.js'

/** Shows a run as it happens, on stderr. */
export interface RunView {
  show(entry: Entry): void
  close(): void
}

/** More lines of a view that redraws itself; `now` in ms since the run started. */
export type Aside = (now: number) => readonly string[]
