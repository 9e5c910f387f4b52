import type { EventuallyHypothesis } from '../core/plan.js'
import type { Timed } from '../metrics/samples.js'
import type { Evidence } from './evidence.js'

/** One start, with what became of it. */
export interface Delivery {
  /** Null where the exchange has none, though it must: nobody knows what became of it. */
  readonly key: string | null
  readonly start: Timed
  readonly fate: 'finished' | 'late' | 'unknown'
  /** Finishes besides the first: those that are certain, and with those that may have arrived as well. */
  readonly extra: { readonly certain: number; readonly possible: number }
}

type Seen = Pick<Evidence, 'samples' | 'keys' | 'untilMs'>

/**
 * What became of each start, one for each key: the first. It is finished by the first good finish with its key that ends
 * within the time, counted from the end of the start. A finish that was handed on and then failed (a lost or late reply)
 * may have arrived or not; one that was answered by an error has not.
 */
export const deliveriesOf = (
  { start, finish, withinMs }: EventuallyHypothesis,
  starts: readonly Timed[],
  seen: Seen,
): readonly Delivery[] => {
  const keyName = 'probe' in start ? start.key : null
  const finishes = new Map<string, Timed[]>()
  for (const timed of seen.samples.get(finish.probe) ?? []) {
    const key = keyAt(timed, finish.key, seen)
    if (key === null || isRefusal(timed)) continue
    const known = finishes.get(key)
    if (known) known.push(timed)
    else finishes.set(key, [timed])
  }
  return firstOfEachKey(starts, keyName, seen).map(({ key, timed }) => {
    const after = key === null ? [] : (finishes.get(key) ?? []).filter(({ endMs }) => endMs >= timed.startMs)
    return { key, start: timed, ...fateOf(key, timed, after, { withinMs, untilMs: seen.untilMs }) }
  })
}

/** The first start of each key, and all that have none. */
const firstOfEachKey = (starts: readonly Timed[], keyName: string | null, seen: Seen) => {
  const taken = new Set<string>()
  return starts.flatMap(timed => {
    const key = keyAt(timed, keyName, seen)
    if (key !== null && taken.has(key)) return []
    if (key !== null) taken.add(key)
    return [{ key, timed }]
  })
}

export const keyAt = ({ x }: Timed, name: string | null, { keys }: Pick<Seen, 'keys'>): string | null =>
  x === null || name === null ? null : (keys.get(x)?.get(name) ?? null)

const isRefusal = ({ sample }: Timed): boolean => !sample.ok && sample.error === 'httpStatus'

const fateOf = (
  key: string | null,
  { endMs }: Timed,
  after: readonly Timed[],
  { withinMs, untilMs }: { readonly withinMs: number; readonly untilMs: number },
): Pick<Delivery, 'fate' | 'extra'> => {
  const good = after.filter(({ sample }) => sample.ok)
  const possible = after.length - good.length
  const extra = {
    certain: Math.max(0, good.length - 1),
    possible: Math.max(0, good.length - 1 + possible),
  }
  if (good.some(finish => finish.endMs <= endMs + withinMs)) return { fate: 'finished', extra }
  const isOpen = key === null || untilMs < endMs + withinMs || possible > 0
  return { fate: isOpen ? 'unknown' : 'late', extra }
}
