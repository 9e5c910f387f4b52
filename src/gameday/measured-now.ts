import { parseMeasure, showMeasured } from '../core/measure.js'
import type { Hypothesis } from '../core/plan.js'
import { showLimit, violates } from '../hypothesis/limit.js'
import { measureOf } from '../metrics/point.js'
import { ofSystem } from '../metrics/samples.js'
import { RECENT_MS, type Scene } from './scene.js'

/** What a hypothesis is about, over the last seconds: a look, never a verdict. */
export interface Measured {
  readonly id: string
  readonly title: string
  /** Such as `latency.p95 of home`. */
  readonly what: string
  /** As people read it; null where nothing was sampled. */
  readonly value: string | null
  readonly limit: string
  /** Null where nothing was sampled. */
  readonly holds: boolean | null
  /** The slowest of each of the last seconds, ms, oldest first. */
  readonly spark: readonly (number | null)[]
}

/** Those with a plain limit; what compares or counts in a row is left to the report. */
export const measuredNow = (scene: Scene, now: number): readonly Measured[] =>
  scene.desk.plan.hypotheses.flatMap(one => measure(one, scene, now))

const measure = (hypothesis: Hypothesis, { recent, live }: Scene, now: number): readonly Measured[] => {
  if (hypothesis.kind !== 'slo' && hypothesis.kind !== 'recovery') return []
  if (hypothesis.kind === 'slo' && hypothesis.versus !== undefined) return []
  const measure = parseMeasure(hypothesis.measure)
  if (measure === null) return []
  const { id, title, probe, limit } = hypothesis
  const since = Math.max(now - RECENT_MS, live.phase?.fromMs ?? 0)
  const samples = (recent.get(probe) ?? []).filter(({ startMs }) => startMs >= since)
  const bounds = measureOf(measure, samples, now - since)
  // Of failures only the least is known; that is what a reader can be shown.
  const value = bounds === null || Number.isNaN(bounds.low) ? null : bounds.low
  return [
    {
      ...{ id, title, what: `${hypothesis.measure} of ${probe}` },
      value: value === null ? null : showMeasured(hypothesis.measure, value),
      limit: showLimit(limit, hypothesis.measure),
      holds: bounds === null || value === null ? null : !violates(limit, bounds),
      spark: sparkOf(
        ofSystem(samples).map(({ endMs, sample }) => [endMs, sample.latencyMs] as const),
        now,
      ),
    },
  ]
}

const SECOND = 1_000

const sparkOf = (points: readonly (readonly [t: number, ms: number])[], now: number): readonly (number | null)[] => {
  const slots: (number | null)[] = Array.from({ length: RECENT_MS / SECOND }, () => null)
  for (const [t, ms] of points) {
    const at = slots.length - 1 - Math.floor((now - t) / SECOND)
    if (at >= 0 && at < slots.length) slots[at] = Math.max(slots[at] ?? 0, ms)
  }
  return slots
}
