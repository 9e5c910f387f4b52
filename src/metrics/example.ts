import type { Example } from '../core/report.js'
import type { Timed } from './samples.js'

/** A sample as a reader looks it up; its latency to 12 digits, so that it reads as it was meant. */
export const exampleOf = ({ endMs, x, sample }: Timed, injected: ReadonlyMap<number, readonly string[]>): Example => ({
  t: endMs,
  x,
  latencyMs: Number(sample.latencyMs.toPrecision(12)),
  what: sample.trace === undefined ? whatOf(sample) : `${whatOf(sample)}, trace ${sample.trace}`,
  injected: x === null ? [] : (injected.get(x) ?? []),
})

const whatOf = (sample: Timed['sample']): string => {
  const status = sample.status === undefined ? [] : [String(sample.status)]
  const value = sample.value === undefined ? '' : `, value ${Number(sample.value.toPrecision(6))}`
  if (sample.ok) return ['answered', ...status].join(' ') + value
  return [sample.error, ...status, ...(sample.detail === undefined ? [] : [`(${sample.detail})`])].join(' ')
}
