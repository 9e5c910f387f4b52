import type { View } from '../core/journal.js'

/** The keys of each exchange that has some, by their names. The state belongs to the fold. */
export const keysByExchange: View<Map<number, Map<string, string>>> = {
  start: () => new Map(),
  next(state, entry) {
    if (entry.type !== 'exchange.keyed') return state
    const keys = state.get(entry.x) ?? new Map<string, string>()
    state.set(entry.x, keys.set(entry.name, entry.key))
    return state
  },
}
