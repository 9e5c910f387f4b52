import type { Report, SeriesReport } from '../../core/report.js'
import { showDuration } from '../../core/units.js'
import { clockTime } from '../show.js'
import { figure, legend, WIDE } from './figure.js'
import { limitLine } from './limit-line.js'
import { plotLimits } from './limits.js'
import { type Content, el, type Markup } from './markup.js'
import { errorColour, FAULT, LINES, OKABE_ITO } from './palette.js'
import { rateHeight, ratePlot } from './rate-plot.js'
import { logarithmic, logTicks, niceAbove, niceBelow, type Scale } from './scale.js'
import { drawing, label, line, rule } from './svg.js'
import { table } from './table.js'
import { backdrop, phaseNames, type TimeFrame, timeAxis, timeFrame } from './time-frame.js'

const TOP = 24
const GAP = 36
const FAULT_KEY = { name: 'fault active', colour: `${FAULT}66`, filled: true }
/** Beyond it, a strip to point at would be too narrow, and the page too long. */
const MOST_STRIPS = 150

/** Latency and requests of one probe over time. */
export const latencyChart = (report: Report, series: SeriesReport): Markup =>
  figure({
    title: 'Latency and requests over time',
    note: legend([
      ...LINES.map(({ name, colour, dash }) => ({ name, colour, dash })),
      ...(plotLimits(report, series.probe, 'latency').length > 0
        ? [{ name: 'limit', colour: OKABE_ITO.vermillion, dash: '7 4' }]
        : []),
      ...Object.keys(series.errors).map(kind => ({ name: kind, colour: errorColour(kind), filled: true })),
      ...(report.faults.every(({ windows }) => windows.length === 0) ? [] : [FAULT_KEY]),
    ]),
    wide: WIDE,
    draw: width => draw(report, series, width),
    twin: twin(series),
  })

/** From a round value below the fastest to a round one above the slowest and every limit. */
export const latencyDomain = (report: Report, { probe, p50, max }: SeriesReport): readonly [number, number] => {
  const present = (values: readonly (number | null)[]) => values.filter(value => value !== null)
  const limits = plotLimits(report, probe, 'latency').map(({ value }) => value)
  const low = Math.max(Math.min(...present(p50), ...limits), 0.01)
  const high = Math.max(...present(max), ...limits, low * 2)
  return [niceBelow(low), niceAbove(high)]
}

const draw = (report: Report, series: SeriesReport, width: number): Markup => {
  const frame = timeFrame(report, width)
  const height = frame.isNarrow ? 170 : 200
  const domain = latencyDomain(report, series)
  const limits = plotLimits(report, series.probe, 'latency')
  const y = logarithmic(domain, [TOP + height, TOP])
  const rateTop = TOP + height + GAP
  const bottom = rateTop + rateHeight
  const mids = series.n.map((_, at) =>
    frame.x(Math.min(series.fromMs + (at + 0.5) * series.bucketMs, report.durationMs)),
  )
  return drawing(
    {
      ...{ width, height: bottom + 22, title: `${series.probe}: latency and requests over time` },
      desc: 'Lines of p50, p95 and p99 on a logarithmic axis, above bars of requests with their errors',
    },
    backdrop(report, frame, TOP, bottom - TOP),
    label(0, 11, 'latency'),
    latencyAxis(frame, y, domain),
    LINES.map(({ name, colour, width, dash }) =>
      line(
        series[name].map((value, at) => (value === null ? null : [mids[at] ?? 0, y(value)])),
        colour,
        { 'stroke-width': width, 'stroke-dasharray': dash },
      ),
    ),
    limits.map(limit => limitLine(report, frame, y, limit)),
    phaseNames(report, frame, TOP - 8),
    ratePlot(series, frame, rateTop),
    timeAxis(frame, bottom),
    frame.isNarrow || series.n.length > MOST_STRIPS ? null : strips(series, frame, bottom),
  )
}

export const latencyAxis = ({ left, right }: TimeFrame, y: Scale, [low, high]: readonly [number, number]): Content =>
  logTicks(low, high, 9).map(ms => [
    rule(left, y(ms), right, y(ms)),
    label(left - 6, y(ms) + 4, showDuration(ms), { 'text-anchor': 'end' }),
  ])

/** Invisible, one a bucket: whoever points at it is told its numbers. */
const strips = (series: SeriesReport, { x, right }: TimeFrame, bottom: number): Content =>
  series.n.map((n, at) => {
    const from = x(series.fromMs + at * series.bucketMs)
    const to = Math.min(x(series.fromMs + (at + 1) * series.bucketMs), right)
    const words = [...rowOf(series, at)].map((cell, column) => `${HEADS[column]} ${cell}`)
    return n === 0
      ? null
      : el(
          'rect',
          { class: 'strip', x: from, y: TOP, width: Math.max(to - from, 0), height: bottom - TOP, fill: 'transparent' },
          el('title', {}, words.join('\u2003')),
        )
  })

const HEADS = ['at', 'requests', 'p50', 'p95', 'p99', 'max', 'errors'] as const

const twin = (series: SeriesReport): Markup =>
  table(
    HEADS.map(head => (head === 'at' || head === 'errors' ? head : { number: head })),
    series.n.map((_, at) => rowOf(series, at)),
  )

const rowOf = (series: SeriesReport, at: number): readonly string[] => {
  const ms = (values: readonly (number | null)[]) => {
    const value = values[at] ?? null
    return value === null ? '–' : showDuration(value)
  }
  const errors = Object.entries(series.errors).flatMap(([kind, counts]) =>
    counts[at] ? [`${counts[at]} ${kind}`] : [],
  )
  return [
    ...[clockTime(series.fromMs + at * series.bucketMs), String(series.n[at] ?? 0)],
    ...[ms(series.p50), ms(series.p95), ms(series.p99), ms(series.max), errors.join(', ') || '0'],
  ]
}
