import type { Clock } from '../core/clock.js'
import type { Journal } from '../core/journal.js'
import type { EventuallyHypothesis, Plan } from '../core/plan.js'
import { deliveriesOf } from '../hypothesis/deliveries.js'
import { keysByExchange } from '../metrics/keys.js'
import { samplesByProbe, type Timed } from '../metrics/samples.js'

/** What was started and may still be finished. */
export interface OpenStarts {
  /** Resolves when nothing is open any more, at `untilMs` of the run, or when the signal aborts. */
  settled(untilMs: number, signal: AbortSignal): Promise<void>
}

interface Watched {
  readonly clock: Clock
  readonly journal: Journal
  readonly elapsed: () => number
}

interface Seen {
  readonly samples: ReadonlyMap<string, readonly Timed[]>
  readonly keys: ReadonlyMap<number, ReadonlyMap<string, string>>
  readonly phases: ReadonlyMap<string, number>
}

const LOOK_EVERY_MS = 250

/** Remembers of the journal what the `eventually` hypotheses of a plan are about, and nothing where there are none. */
export const watchOpenStarts = ({ hypotheses }: Plan, { clock, journal, elapsed }: Watched): OpenStarts => {
  const ours = hypotheses.filter(one => one.kind === 'eventually')
  if (ours.length === 0) return { settled: async () => {} }
  const probes = new Set(ours.flatMap(({ probe, finish }) => [probe, finish.probe]))
  const [samples, keys, phases] = [samplesByProbe.start(), keysByExchange.start(), new Map<string, number>()]
  const forget = journal.subscribe(entry => {
    if (entry.type === 'phase.started') phases.set(entry.phase, entry.t)
    if (entry.type === 'probe.sampled' && probes.has(entry.probe)) samplesByProbe.next(samples, entry)
    keysByExchange.next(keys, entry)
  })
  const openUntil = () => Math.max(...ours.map(one => openUntilOf(one, { samples, keys, phases }, elapsed())))
  return {
    async settled(untilMs, signal) {
      while (!signal.aborted && elapsed() < Math.min(openUntil(), untilMs))
        await clock.sleep(LOOK_EVERY_MS, signal).catch(() => {})
      forget()
    },
  }
}

const NOT_OPEN = Number.NEGATIVE_INFINITY

/** When the last start's time is over, ms of the run; long ago when all is finished. Duplicates may come to the end. */
const openUntilOf = (one: EventuallyHypothesis, { samples, keys, phases }: Seen, now: number): number => {
  const { start, finish, withinMs, maxDuplicates } = one
  const finishes = goodOf(samples, finish.probe)
  if ('phase' in start) {
    const at = phases.get(start.phase)
    return at === undefined || finishes.some(({ endMs }) => endMs >= at) ? NOT_OPEN : at + withinMs
  }
  const starts = goodOf(samples, start.probe)
  const end = lastOf(starts) + withinMs
  if (start.key === null) return finishes.length >= starts.length ? NOT_OPEN : end
  if (maxDuplicates !== null) return end
  const open = deliveriesOf(one, starts, { samples, keys, untilMs: now }).filter(
    ({ key, fate }) => key !== null && fate === 'unknown',
  )
  return lastOf(open.map(delivery => delivery.start)) + withinMs
}

const goodOf = (samples: Seen['samples'], probe: string): readonly Timed[] =>
  (samples.get(probe) ?? []).filter(({ sample }) => sample.ok)

const lastOf = (samples: readonly Timed[]): number =>
  samples.reduce((last, { endMs }) => Math.max(last, endMs), NOT_OPEN)
