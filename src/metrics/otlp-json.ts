import { BOUNDS, type Family, type Labels } from './family.js'

/** When what is told was measured, in ns since 1970, and who tells it. */
export interface OtlpFrame {
  readonly startNs: bigint
  readonly endNs: bigint
  readonly resource: Labels
}

/** A request of OTLP/HTTP with metrics, as JSON (opentelemetry-proto 1.x): 64-bit integers are strings. */
export const otlpJson = (families: readonly Family[], { startNs, endNs, resource }: OtlpFrame): string => {
  const frame = { startTimeUnixNano: String(startNs), timeUnixNano: String(endNs) }
  const metrics = families.filter(({ points }) => points.length > 0).map(family => metricOf(family, frame))
  const scopeMetrics = [{ scope: { name: 'fallacy' }, metrics }]
  return JSON.stringify({ resourceMetrics: [{ resource: { attributes: attributesOf(resource) }, scopeMetrics }] })
}

/** 2: what is told is everything since the start. */
const CUMULATIVE = 2

const metricOf = (family: Family, frame: object): object => {
  const { name, help: description } = family
  if (family.kind === 'histogram') {
    const dataPoints = family.points.map(({ labels, spread: { counts, sum, n } }) => ({
      ...{ ...frame, attributes: attributesOf(labels), count: String(n), sum },
      ...{ bucketCounts: counts.map(String), explicitBounds: BOUNDS },
    }))
    return { name, description, unit: 's', histogram: { aggregationTemporality: CUMULATIVE, dataPoints } }
  }
  const dataPoints = family.points.map(({ labels, value }) => ({
    ...{ ...frame, attributes: attributesOf(labels), asDouble: value },
  }))
  if (family.kind === 'gauge') return { name, description, gauge: { dataPoints } }
  return { name, description, sum: { aggregationTemporality: CUMULATIVE, isMonotonic: true, dataPoints } }
}

const attributesOf = (labels: Labels): readonly object[] =>
  Object.entries(labels).map(([key, stringValue]) => ({ key, value: { stringValue } }))
