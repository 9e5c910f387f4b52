import type { Journal } from '../core/journal.js'

const LIMIT = 50

/** Journals each warning of a proxy once, and no more than fifty: clients must not fill the journal. */
export const warner = (proxy: string, journal: Journal): ((message: string) => void) => {
  const said = new Set<string>()
  return message => {
    if (said.has(message) || said.size >= LIMIT) return
    said.add(message)
    journal.append({ type: 'warning.raised', message: `proxy ${proxy}: ${message}` })
  }
}
