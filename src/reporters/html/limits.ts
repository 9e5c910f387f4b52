import { clip } from '../../core/inert.js'
import { parseMeasure } from '../../core/measure.js'
import type { Limit, PhasePlan } from '../../core/plan.js'
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
    case 'eventually':
      return { op: 'min', value: hypothesis.atLeast }
    case 'recovery':
      return { op: 'max', value: hypothesis.withinMs }
  }
}

/** A limit on latencies or values of a probe, where it holds. */
export interface PlotLimit {
  readonly text: string
  readonly value: number
  /** A share of 1; null of a limit on the mean, the largest or the last. */
  readonly q: number | null
  readonly phases: readonly string[]
}

/** Two hypotheses with the same limit need one line, wherever one of them holds. */
export const plotLimits = ({ plan }: Report, probe: string, family: 'latency' | 'value'): readonly PlotLimit[] => {
  const found = new Map<string, PlotLimit>()
  for (const one of plan.hypotheses) {
    if (one.kind === 'always' || one.kind === 'eventually' || ('versus' in one && one.versus)) continue
    const measure = one.probe === probe ? parseMeasure(one.measure) : null
    if (measure?.family !== family) continue
    const text = `${measure.name.replace(/^.*?\./, '')} ${SIGNS[one.limit.op]} ${clip(one.limit.text, 24)}`
    const q = measure.stat === 'quantile' ? measure.q : null
    const phases = one.kind === 'slo' ? one.phases : recoveries(plan.phases)
    found.set(text, { text, value: one.limit.value, q, phases: [...(found.get(text)?.phases ?? []), ...phases] })
  }
  return [...found.values()]
}

const SIGNS = { max: '≤', min: '≥', equals: '=' } as const

const recoveries = (phases: readonly PhasePlan[]): readonly string[] =>
  phases.flatMap(({ name, kind }) => (kind === 'recover' ? [name] : []))
