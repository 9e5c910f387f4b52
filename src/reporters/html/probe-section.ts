import type { Report, SeriesReport } from '../../core/report.js'
import { showDuration, showPercent } from '../../core/units.js'
import { distribution } from './distribution.js'
import { heatMap } from './heat-map.js'
import { latencyChart } from './latency-chart.js'
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
    el('div', { class: 'pair' }, heatMap(report, series), distribution(report, series)),
  )

const typeOf = ({ plan }: Report, { probe }: SeriesReport): Content => {
  const found = plan.probes.find(({ id }) => id === probe)
  return found === undefined ? null : el('span', { class: 'soft' }, ` ${found.type} probe`)
}

const MOST_ROWS = 100

/** Every probe in every phase. */
export const probesTable = ({ probes }: Report): Markup =>
  table(
    [
      ...['probe', 'phase'],
      ...['n', 'per second', 'p50', 'p95', 'p99', 'max', 'errors'].map(number => ({ number })),
      'of which',
    ],
    probes
      .filter(({ n, probeErrors }) => n + probeErrors > 0)
      .slice(0, MOST_ROWS)
      .map(one => [
        ...[one.probe, one.phase, one.n, one.perSecond.toFixed(1)],
        ...[one.p50, one.p95, one.p99, one.max].map(value => (value === null ? '–' : showDuration(value))),
        showPercent(one.errors),
        [
          ...Object.entries(one.errorKinds).map(([kind, n]) => `${n} ${kind}`),
          ...(one.probeErrors > 0 ? [`${one.probeErrors} of the probe itself`] : []),
        ].join(', '),
      ]),
  )
