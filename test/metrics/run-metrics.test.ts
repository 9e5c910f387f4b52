import { expect, test } from 'vitest'
import { type Entry, project } from '../../src/core/journal.js'
import { otlpJson } from '../../src/metrics/otlp-json.js'
import { prometheusText } from '../../src/metrics/prometheus-text.js'
import { familiesOf } from '../../src/metrics/run-families.js'
import { runMetrics } from '../../src/metrics/run-metrics.js'

const ENTRIES: readonly Entry[] = [
  { t: 0, type: 'phase.started', phase: 'inject', kind: 'inject', durationMs: 1_000, settleMs: 0 },
  { t: 1, type: 'fault.activated', fault: 'slow "one"', phase: 'inject' },
  { t: 2, type: 'fault.injected', x: 1, fault: 'slow "one"', dose: { ms: 20 } },
  { t: 3, type: 'probe.sampled', probe: 'home', sample: { ok: true, latencyMs: 30, value: 7 } },
  { t: 4, type: 'probe.sampled', probe: 'home', sample: { ok: true, latencyMs: 20_000 } },
  { t: 5, type: 'probe.sampled', probe: 'home', sample: { ok: false, latencyMs: 5, error: 'probeError' } },
  { t: 6, type: 'load.dropped', load: 'shoppers' },
]
const families = familiesOf(project(ENTRIES, runMetrics))

test('the text of Prometheus has base units, cumulative buckets and escaped labels', () => {
  const text = prometheusText(families)
  expect(text).toContain(
    '# TYPE fallacy_fault_injected_total counter\nfallacy_fault_injected_total{fault="slow \\"one\\""} 1\n',
  )
  expect(text).toContain('fallacy_phase{phase="inject"} 1\n')
  expect(text).toContain('fallacy_probe_duration_seconds_bucket{probe="home",error="",le="0.025"} 0\n')
  expect(text).toContain('fallacy_probe_duration_seconds_bucket{probe="home",error="",le="0.05"} 1\n')
  expect(text).toContain('fallacy_probe_duration_seconds_bucket{probe="home",error="",le="+Inf"} 2\n')
  expect(text).toContain('fallacy_probe_duration_seconds_sum{probe="home",error=""} 20.03\n')
  expect(text).toContain('fallacy_probe_errors_total{probe="home"} 1\n')
  expect(text).toContain('fallacy_load_dropped_total{load="shoppers"} 1\n')
  for (const line of text.trimEnd().split('\n'))
    expect(line).toMatch(/^# (HELP|TYPE) fallacy_\w+ .+$|^fallacy_\w+(\{(\w+="([^"\\\n]|\\.)*",?)+\})? [\d.e+-]+$/)
})

test('OTLP has 64-bit integers as strings, cumulative sums, and one more bucket than bounds', () => {
  const frame = { startNs: 1n, endNs: 2n, resource: { 'service.name': 'fallacy' } }
  const { resourceMetrics } = JSON.parse(otlpJson(families, frame))
  const [{ resource, scopeMetrics }] = resourceMetrics
  expect(resource.attributes).toEqual([{ key: 'service.name', value: { stringValue: 'fallacy' } }])
  const metric = (name: string) => scopeMetrics[0].metrics.find((one: { name: string }) => one.name === name)
  const [point] = metric('fallacy_probe_duration_seconds').histogram.dataPoints
  expect(point).toMatchObject({ count: '2', startTimeUnixNano: '1', timeUnixNano: '2' })
  expect(point.bucketCounts).toHaveLength(point.explicitBounds.length + 1)
  expect(metric('fallacy_fault_injected_total').sum).toMatchObject({ isMonotonic: true, aggregationTemporality: 2 })
})
