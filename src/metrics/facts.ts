import type { FactOf, FactType } from '../core/fact.js'
import type { Entry } from '../core/journal.js'

const isOf =
  <Type extends FactType>(type: Type) =>
  (entry: Entry): entry is Entry<FactOf<Type>> =>
    entry.type === type

export const factsOf = <Type extends FactType>(entries: readonly Entry[], type: Type): readonly Entry<FactOf<Type>>[] =>
  entries.filter(isOf(type))

export const lastOf = <Type extends FactType>(entries: readonly Entry[], type: Type): Entry<FactOf<Type>> | undefined =>
  entries.findLast(isOf(type))

/** What is written for each request or look. */
const FREQUENT: ReadonlySet<FactType> = new Set([
  ...(['exchange.opened', 'exchange.closed', 'exchange.keyed', 'connection.matched', 'upstream.retried'] as const),
  ...(['fault.injected', 'fault.acted', 'fault.missed', 'fault.passed'] as const),
  ...(['probe.sampled', 'load.sampled', 'load.dropped'] as const),
])

/** All the others, of which there are few: what is told one by one is looked for among them. */
export const milestonesOf = (entries: readonly Entry[]): readonly Entry[] =>
  entries.filter(({ type }) => !FREQUENT.has(type))
