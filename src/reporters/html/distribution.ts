import type { PhaseKind } from '../../core/plan.js'
import type { Report, SeriesReport } from '../../core/report.js'
import { showDuration } from '../../core/units.js'
import { figure, HALF, legend, NARROW } from './figure.js'
import { plotLimits } from './limits.js'
import { type Content, el, type Markup } from './markup.js'
import { KINDS, OKABE_ITO } from './palette.js'
import { logarithmic, logTicks, niceAbove, niceBelow, type Scale } from './scale.js'
import { drawing, FAINT, label, line, overLines, type Point, rule } from './svg.js'
import { table } from './table.js'

const TOP = 20
const HEIGHT = 200
const SHARES = [0.5, 0.75, 0.9, 0.95, 0.99, 0.999]

type Spread = SeriesReport['spread'][number] & { readonly kind: PhaseKind }

const edge = (bin: number): number => 10 ** (bin / 50)

/** How slow the slow ones are, phase against phase: for each latency, the share of requests that took longer. */
export const distribution = (report: Report, series: SeriesReport): Markup => {
  const spreads = series.spread.flatMap((spread): readonly Spread[] => {
    const kind = report.phases.find(({ name }) => name === spread.phase)?.kind
    return kind === undefined || spread.n === 0 ? [] : [{ ...spread, kind }]
  })
  return figure({
    title: 'Share of requests slower than …',
    note: legend(spreads.map(({ phase, kind }) => ({ name: phase, ...KINDS[kind] }))),
    wide: HALF,
    draw: width => draw(report, series, spreads, width),
    twin: table(
      ['phase', { number: 'n' }, ...SHARES.map(share => ({ number: `p${Number((share * 100).toFixed(1))}` }))],
      spreads.map(spread => [
        spread.phase,
        spread.n,
        ...SHARES.map(share =>
          spread.n * (1 - share) < 0.5 ? '–' : showDuration(Number(quantile(spread, share).toPrecision(3))),
        ),
      ]),
    ),
  })
}

const quantile = ({ bins, n }: Spread, share: number): number => {
  let above = Math.max(1, Math.ceil(n * share - 1e-9))
  for (const [bin, count] of bins) {
    above -= count
    if (above <= 0) return edge(bin + 0.5)
  }
  return Number.NaN
}

const draw = (report: Report, { probe }: SeriesReport, spreads: readonly Spread[], width: number): Markup => {
  const [left, right] = [width <= NARROW ? 44 : 56, width - 10]
  const bins = spreads.flatMap(spread => spread.bins.map(([bin]) => bin))
  const limits = plotLimits(report, probe, 'latency')
  const low = niceBelow(edge(Math.min(...bins)))
  const high = niceAbove(Math.max(edge(Math.max(...bins) + 1), ...limits.map(({ value }) => value)))
  const least = Math.max(10 ** Math.floor(Math.log10(1 / Math.max(10, ...spreads.map(({ n }) => n)))), 1e-6)
  const x = logarithmic([low, high], [left, right])
  const y = logarithmic([least, 1], [TOP + HEIGHT, TOP])
  return drawing(
    {
      ...{ width, height: TOP + HEIGHT + 22, title: `${probe}: share of requests slower than a latency, by phase` },
      desc: 'One falling line a phase on logarithmic axes; the further right, the slower',
    },
    axes({ left, right, x, y, low, high, least }),
    spreads.map(spread =>
      line(exceedance(spread, x, y, least), KINDS[spread.kind].colour, {
        'stroke-width': 2,
        'stroke-dasharray': KINDS[spread.kind].dash,
      }),
    ),
    limits.map(({ value, q, text }) => target(x(value), q === null ? null : y(Math.max(1 - q, least)), text, right)),
  )
}

interface Axes {
  readonly left: number
  readonly right: number
  readonly x: Scale
  readonly y: Scale
  readonly low: number
  readonly high: number
  readonly least: number
}

const axes = ({ left, right, x, y, low, high, least }: Axes): Content => [
  label(0, 11, 'share of requests'),
  Array.from({ length: Math.round(-Math.log10(least)) + 1 }, (_, at) => 10 ** -at).map(share => [
    rule(left, y(share), right, y(share)),
    label(left - 6, y(share) + 4, `${Number((share * 100).toPrecision(1))} %`, { 'text-anchor': 'end' }),
  ]),
  logTicks(low, high, 7).map(ms => [
    rule(x(ms), TOP, x(ms), TOP + HEIGHT + 4),
    label(x(ms), TOP + HEIGHT + 17, showDuration(ms), { 'text-anchor': x(ms) > right - 20 ? 'end' : 'middle' }),
  ]),
  rule(left, TOP + HEIGHT, right, TOP + HEIGHT, { ...FAINT, 'stroke-opacity': '0.4' }),
]

/** Steps become slopes between the middles of bins; the last point is the slowest request. */
const exceedance = ({ bins, n }: Spread, x: Scale, y: Scale, least: number): readonly Point[] => {
  let slower = n
  const [first] = bins
  const points: Point[] = first === undefined ? [] : [[x(edge(first[0])), y(1)]]
  for (const [bin, count] of bins) {
    slower -= count
    points.push([x(edge(bin + 1)), y(Math.max(slower / n, least))])
  }
  return points
}

/** The gate that a phase's line must pass on its left. */
const target = (x: number, y: number | null, text: string, right: number): Content => [
  rule(x, TOP, x, TOP + HEIGHT, { stroke: OKABE_ITO.vermillion, 'stroke-width': 1.4, 'stroke-dasharray': '7 4' }),
  y === null ? null : el('circle', { cx: x, cy: y, r: 4, stroke: OKABE_ITO.vermillion, 'stroke-width': 2 }),
  overLines(x > right - 90 ? x - 6 : x + 6, TOP + 12, text, {
    ...{ 'text-anchor': x > right - 90 ? 'end' : 'start', fill: OKABE_ITO.vermillion, 'fill-opacity': '1' },
  }),
]
