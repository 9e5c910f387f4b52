import type { ProbeReport, Report, SeriesReport } from '../../core/report.js'
import { showDuration, showPercent } from '../../core/units.js'
import { distribution } from './distribution.js'
import { heatMap } from './heat-map.js'
import { latencyChart } from './latency-chart.js'
import { plotLimits } from './limits.js'
import { type Content, el, type Markup } from './markup.js'
import { table } from './table.js'
import { valueChart } from './value-chart.js'

/** One probe: over time, all requests, phase against phase, and the numbers. */
export const probeSection = (report: Report, series: SeriesReport): Markup =>
  el(
    'section',
    { class: 'probe' },
    el('h3', {}, series.probe, typeOf(report, series)),
    valueChart(report, series),
    latencyChart(report, series),
    judgesLatency(report, series)
      ? el('div', { class: 'pair' }, heatMap(report, series), distribution(report, series))
      : null,
  )

/** Of a probe that takes values, latencies matter only to those who set limits to them. */
const judgesLatency = (report: Report, { probe, value }: SeriesReport): boolean =>
  value === null || plotLimits(report, probe, 'latency').length > 0

const typeOf = ({ plan }: Report, { probe }: SeriesReport): Content => {
  const found = plan.probes.find(({ id }) => id === probe)
  return found === undefined ? null : el('span', { class: 'soft' }, ` ${found.type} probe`)
}

const MOST_ROWS = 100

/** Every probe in every phase; what kinds of errors there were only where there were any. */
export const probesTable = ({ probes }: Report): Markup => {
  const seen = probes.filter(({ n, probeErrors }) => n + probeErrors > 0)
  const hasErrors = seen.some(one => one.probeErrors > 0 || Object.keys(one.errorKinds).length > 0)
  const numbers = ['n', 'per second', 'p50', 'p95', 'p99', 'max', 'errors'].map(number => ({ number }))
  return table(
    ['probe', 'phase', ...numbers, ...(hasErrors ? ['of which'] : [])],
    seen.slice(0, MOST_ROWS).map(one => [...numbersOf(one), ...(hasErrors ? [kindsOf(one)] : [])]),
  )
}

const numbersOf = (one: ProbeReport): readonly Content[] => [
  ...[one.probe, one.phase, one.n, one.perSecond.toFixed(1)],
  ...[one.p50, one.p95, one.p99, one.max].map(value => (value === null ? '–' : showDuration(value))),
  showPercent(one.errors),
]

const kindsOf = ({ errorKinds, probeErrors }: ProbeReport): string =>
  [
    ...Object.entries(errorKinds).map(([kind, n]) => `${n} ${kind}`),
    ...(probeErrors > 0 ? [`${probeErrors} of the probe itself`] : []),
  ].join(', ')
