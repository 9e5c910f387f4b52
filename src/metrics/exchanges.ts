import type { View } from '../core/journal.js'
import type { Report } from '../core/report.js'

interface Ends {
  total: number
  retried: number
  closed: number
  readonly byEnd: Map<string, number>
}

/** How exchanges ended, `open` for those that have no end. The state belongs to the fold. */
export const exchangeEnds: View<Ends> = {
  start: () => ({ total: 0, retried: 0, closed: 0, byEnd: new Map() }),
  next(state, entry) {
    if (entry.type === 'exchange.opened') state.total++
    if (entry.type === 'upstream.retried') state.retried++
    if (entry.type === 'exchange.closed') {
      state.closed++
      state.byEnd.set(entry.end, (state.byEnd.get(entry.end) ?? 0) + 1)
    }
    return state
  },
}

export const exchangesOf = ({ total, retried, closed, byEnd }: Ends): Report['exchanges'] => ({
  total,
  retried,
  byEnd: Object.fromEntries([...byEnd, ...(total > closed ? [['open', total - closed] as const] : [])].sort(byName)),
})

const byName = ([a]: readonly [string, number], [b]: readonly [string, number]): number => (a < b ? -1 : 1)
