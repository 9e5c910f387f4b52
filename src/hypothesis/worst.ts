import type { Measure } from '../core/measure.js'
import type { Limit } from '../core/plan.js'
import type { Judgement } from '../core/report.js'
import { activeIn, type FaultRecords } from '../metrics/faults.js'
import { measureOf } from '../metrics/point.js'
import { type Stretch, windowsOf } from '../metrics/stretch.js'
import { tidy } from './finding.js'
import { worseBy } from './limit.js'

/** Whole seconds, about a tenth of the stretch. */
const widthFor = ({ fromMs, toMs }: Stretch): number => Math.max(1, Math.ceil((toMs - fromMs) / 10_000)) * 1_000

/** The tenth of a stretch in which the measure was worst, as counted, and the faults that were active then. */
export const worstOf = (
  measure: Measure,
  limit: Limit,
  stretch: Stretch,
  faults: FaultRecords,
  widthMs = widthFor(stretch),
): Judgement['worst'] => {
  const measured = windowsOf(stretch, widthMs).flatMap(({ fromMs, toMs, samples }) => {
    const bounds = measureOf(measure, samples, toMs - fromMs)
    return bounds ? [{ fromMs, toMs, measured: tidy(bounds.low) }] : []
  })
  const worst = measured.toSorted((a, b) => worseBy(limit, b.measured, a.measured))[0]
  return worst ? { ...worst, faults: activeIn(faults, worst.fromMs, worst.toMs) } : null
}
