import type { Entry, FactOf, FactType } from '../core/journal.js'

const isOf =
  <Type extends FactType>(type: Type) =>
  (entry: Entry): entry is Entry<FactOf<Type>> =>
    entry.type === type

export const factsOf = <Type extends FactType>(entries: readonly Entry[], type: Type): readonly Entry<FactOf<Type>>[] =>
  entries.filter(isOf(type))

export const lastOf = <Type extends FactType>(entries: readonly Entry[], type: Type): Entry<FactOf<Type>> | undefined =>
  entries.findLast(isOf(type))
