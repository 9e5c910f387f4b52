import type { Example } from '../core/report.js'
import type { Timed } from './samples.js'

/** A sample as a reader looks it up; its latency to 12 digits, so that it reads as it was meant. */
export const exampleOf = ({ endMs, x, sample }: Timed, injected: ReadonlyMap<number, readonly string[]>): Example => ({
  t: endMs,
  x,
  latencyMs: Number(sample.latencyMs.toPrecision(12)),
  what: whatOf(sample),
  ...(sample.trace !== undefined && { trace: sample.trace }),
  injected: x === null ? [] : (injected.get(x) ?? []),
})

const whatOf = (sample: Timed['sample']): string => {
  const status = sample.status === undefined ? [] : [String(sample.status)]
  const value = sample.value === undefined ? '' : `, value ${Number(sample.value.toPrecision(6))}`
  if (sample.ok) return ['answered', ...status].join(' ') + value
  const { error, detail } = sample
  if (detail === undefined) return [error, ...status].join(' ')
  return [error, ...(detail.startsWith(`status ${sample.status}`) ? [] : status), `(${detail})`].join(' ')
}
