import type { Measure } from '../core/measure.js'
import type { Limit } from '../core/plan.js'
import { counts } from '../metrics/point.js'
import { ofSystem, type Timed } from '../metrics/samples.js'
import { violates } from './limit.js'

/** The samples that speak against a limit, the most telling first. */
export const offenders = (measure: Measure, limit: Limit, samples: readonly Timed[]): readonly Timed[] => {
  const all = ofSystem(samples)
  switch (measure.family) {
    case 'latency':
      return all
        .filter(({ sample }) => !sample.ok || breaks(limit, sample.latencyMs))
        .sort((a, b) => b.sample.latencyMs - a.sample.latencyMs)
    case 'value':
      return all.filter(({ sample }) => sample.value !== undefined && breaks(limit, sample.value))
    case 'rate':
      return all.filter(timed => counts(measure.of, timed) === (limit.op === 'max'))
    default:
      return all.filter(({ sample }) => !sample.ok)
  }
}

const breaks = (limit: Limit, value: number): boolean => violates(limit, { low: value, high: value })
