import { seeded } from '../../../src/core/random.js'
import { kinds } from './differential.js'
import { mutate } from './mutate.js'
import { ONLY_OURS } from './only-ours.js'

/** Compares so many mutations of the corpus; what is found wrong, five at most. */
export const mutations = async (what: string, count: number, seed: number): Promise<readonly unknown[]> => {
  const kind = kinds.find(one => one.what === what)
  if (kind === undefined) throw new Error(`there are no ${what}`)
  const found: unknown[] = []
  const texts = kind.rules.flatMap(({ keeps, breaks }) => [...keeps, ...breaks]).filter(({ length }) => length < 1_000)
  for (let at = 0; at < count && found.length < 5; at++) {
    const text = mutate(texts[at % texts.length] ?? '', texts, seeded(seed).fork(what, at))
    const { wrong, onlyOurs, ours, nodes } = await kind.compare(text)
    if (wrong) found.push({ text, ours, nodes })
    else if (onlyOurs !== null && !ONLY_OURS.has(onlyOurs)) found.push({ unlisted: onlyOurs, text, nodes })
  }
  return found
}
