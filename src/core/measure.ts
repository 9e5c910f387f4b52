import { showDuration, showPercent } from './units.js'

/** What can be measured of a probe's samples, as written in a hypothesis. */
export type Measure =
  | { readonly family: 'latency' | 'value'; readonly stat: 'quantile'; readonly q: number; readonly name: string }
  | { readonly family: 'latency' | 'value'; readonly stat: 'mean' | 'max' | 'min' | 'last'; readonly name: string }
  | { readonly family: 'rate'; readonly of: 'error' | 'ok' | { readonly statusClass: number }; readonly name: string }
  | { readonly family: 'count' | 'throughput'; readonly name: string }

/** So many samples for each one of another probe: a ratio of counts. */
export const AMPLIFICATION = 'amplification'

/** The unit of a measure's limit: ms, a share of 1, a number, or a number per second. */
export type Unit = 'ms' | 'share' | 'number' | 'perSecond'

export const MEASURES = [
  ...['latency.p50', 'latency.p90', 'latency.p95', 'latency.p99', 'latency.p99.9', 'latency.mean', 'latency.max'],
  ...['errorRate', 'okRate', 'statusRate.5xx', 'count', 'throughput', AMPLIFICATION],
  ...['value.last', 'value.mean', 'value.min', 'value.max', 'value.p95'],
] as const

export const unitOf = (measure: Measure): Unit => {
  if (measure.family === 'latency') return 'ms'
  if (measure.family === 'rate') return 'share'
  return measure.family === 'throughput' ? 'perSecond' : 'number'
}

/** Null when there is no such measure. */
export const parseMeasure = (name: string): Measure | null => {
  if (name === 'errorRate') return { family: 'rate', of: 'error', name }
  if (name === 'okRate') return { family: 'rate', of: 'ok', name }
  if (name === 'count' || name === 'throughput') return { family: name, name }
  if (name === AMPLIFICATION) return { family: 'count', name }
  const status = /^statusRate\.([1-5])xx$/.exec(name)?.[1]
  if (status !== undefined) return { family: 'rate', of: { statusClass: Number(status) }, name }
  return parseDistribution(name)
}

const parseDistribution = (name: string): Measure | null => {
  const [, family, percentile, stat] = /^(latency|value)\.(?:p(\d{1,2}(?:\.\d)?)|(mean|max|min|last))$/.exec(name) ?? []
  if (family !== 'latency' && family !== 'value') return null
  if (percentile !== undefined && Number(percentile) > 0)
    return { family, stat: 'quantile', q: Number(percentile) / 100, name }
  if (stat === 'mean' || stat === 'max') return { family, stat, name }
  return family === 'value' && (stat === 'min' || stat === 'last') ? { family, stat, name } : null
}

/** Measures of judgements that no hypothesis names: the time until a system is itself again, and failures in a row. */
export const RECOVERY_TIME = 'recoveryTime'
export const FAILURES_IN_A_ROW = 'failuresInARow'

/** The share of starts that were followed by their finish in time. */
export const FINISHED = 'finishedInTime'

type Comparison = 'ratio' | 'difference'

/** The name of a measure that is compared; an amplification is a ratio by itself. */
export const comparedName = (measure: string, by: Comparison): string =>
  measure === AMPLIFICATION ? measure : `${measure} ${by}`

/** A number in the unit of the measure of that name, as people read it. */
export const showMeasured = (name: string, value: number): string => {
  const [base = '', by] = name.split(' ')
  if (by === 'ratio') return `${Number(value.toPrecision(3))} times`
  if (by === 'difference') return `${value < 0 ? '-' : '+'}${showMeasured(base, Math.abs(value))}`
  const measure = parseMeasure(name)
  const unit = measure ? unitOf(measure) : name === RECOVERY_TIME ? 'ms' : 'number'
  if (unit === 'ms') return showDuration(value)
  if (unit === 'share' || name === FINISHED) return showPercent(value)
  if (name === FAILURES_IN_A_ROW) return `${value} in a row`
  const number = String(Number.isInteger(value) ? value : Number(value.toPrecision(4)))
  return unit === 'perSecond' ? `${number}/s` : number
}
