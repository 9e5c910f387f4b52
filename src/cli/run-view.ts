import type { Entry } from '../core/journal.js'

/** Shows a run as it happens, on stderr. */
export interface RunView {
  show(entry: Entry): void
  close(): void
}
