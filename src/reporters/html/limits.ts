import { parseMeasure } from '../../core/measure.js'
import type { Limit } from '../../core/plan.js'
import type { Judgement, Report } from '../../core/report.js'

/** The limit of a judgement as a number in the unit of its measure. */
export const limitOf = ({ id }: Judgement, { plan }: Report): Pick<Limit, 'op' | 'value'> | null => {
  const hypothesis = plan.hypotheses.find(one => one.id === id)
  switch (hypothesis?.kind) {
    case undefined:
      return null
    case 'slo':
      return hypothesis.limit
    case 'always':
      return { op: 'max', value: hypothesis.maxConsecutiveFailures }
    case 'recovery':
      return { op: 'max', value: hypothesis.withinMs }
  }
}

/** A limit on a quantile of latency, where it holds. */
export interface LatencyLimit {
  readonly id: string
  readonly text: string
  readonly ms: number
  /** A share of 1; null of a limit on the mean or the slowest. */
  readonly q: number | null
  readonly phases: readonly string[]
}

export const latencyLimits = ({ plan }: Report, probe: string): readonly LatencyLimit[] =>
  plan.hypotheses.flatMap(one => {
    if (one.probe !== probe || one.kind === 'always') return []
    const measure = parseMeasure(one.measure)
    if (measure?.family !== 'latency') return []
    const text = `${one.measure.replace('latency.', '')} ${one.limit.op === 'min' ? '≥' : '≤'} ${one.limit.text}`
    const phases =
      one.kind === 'recovery' ? plan.phases.flatMap(({ name, kind }) => (kind === 'recover' ? [name] : [])) : one.phases
    return [{ id: one.id, text, ms: one.limit.value, q: measure.stat === 'quantile' ? measure.q : null, phases }]
  })
