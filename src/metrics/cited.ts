import type { FactOf } from '../core/fact.js'
import type { Entry } from '../core/journal.js'
import type { CitedExchange, Example } from '../core/report.js'
import { factsOf } from './facts.js'

/** The exchanges of these examples as the proxy saw them, ascending by their numbers. */
export const citedExchanges = (entries: readonly Entry[], examples: readonly Example[]): readonly CitedExchange[] => {
  const wanted = new Set(examples.flatMap(({ x }) => (x === null ? [] : [x])))
  const urls = new Map(factsOf(entries, 'proxy.listening').map(({ proxy, url }) => [proxy, url]))
  const found = new Map<number, CitedExchange>()
  for (const entry of entries) {
    if (!('x' in entry) || entry.x === undefined || !wanted.has(entry.x)) continue
    const before = found.get(entry.x)
    if (entry.type === 'exchange.opened') found.set(entry.x, opened(entry, urls))
    else if (before !== undefined) found.set(entry.x, grown(before, entry))
  }
  return [...found.values()].sort((a, b) => a.x - b.x)
}

const opened = (
  { x, route, method, target, origin }: FactOf<'exchange.opened'>,
  urls: ReadonlyMap<string, string>,
): CitedExchange => ({
  ...{ x, route, method, url: urlOf(target, origin ?? urls.get(route.replace(/\/.*$/s, ''))) },
  ...{ end: null, status: null, sent: null, headMs: null, totalMs: null, doses: [] },
})

/** A target is a path behind its proxy, or a URL of its own (RFC 9112 section 3.2). */
const urlOf = (target: string, proxy: string | undefined): string | null => {
  if (/^https?:\/\//i.test(target)) return target
  return proxy !== undefined && target.startsWith('/') ? proxy.replace(/\/$/, '') + target : null
}

const grown = (exchange: CitedExchange, entry: Entry): CitedExchange => {
  if (entry.type === 'fault.injected')
    return { ...exchange, doses: [...exchange.doses, { fault: entry.fault, dose: entry.dose }] }
  if (entry.type === 'fault.passed')
    return { ...exchange, doses: exchange.doses.filter(({ fault }) => fault !== entry.fault) }
  if (entry.type !== 'exchange.closed') return exchange
  const { end, status, sent, headMs, totalMs } = entry
  return { ...exchange, end, status, sent, headMs, totalMs }
}
