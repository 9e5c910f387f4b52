import type { Report, SeriesReport } from '../../core/report.js'
import { showDuration } from '../../core/units.js'
import { clockTime } from '../show.js'
import { figure, HALF } from './figure.js'
import { latencyAxis } from './latency-chart.js'
import { el, type Markup } from './markup.js'
import { OKABE_ITO } from './palette.js'
import { logarithmic, niceAbove, niceBelow } from './scale.js'
import { boxes, drawing, label } from './svg.js'
import { table } from './table.js'
import { backdrop, timeAxis, timeFrame } from './time-frame.js'

const TOP = 20
const HEIGHT = 200
const SHADES = [0.16, 0.34, 0.54, 0.76, 1]

const edge = (bin: number): number => 10 ** (bin / 10)

/** Every request of a probe: when, how slow, and how many of them. */
export const heatMap = (report: Report, series: SeriesReport): Markup =>
  figure({
    title: 'Every request',
    note: 'the stronger the colour, the more requests took that long at that time',
    wide: HALF,
    draw: width => draw(report, series, width),
    twin: table(
      ['at', 'requests up to …'],
      series.heat.columns.flatMap((bins, at) =>
        bins.length === 0
          ? []
          : [
              [
                clockTime(series.fromMs + at * series.heat.columnMs),
                bins.map(([bin, n]) => `${showDuration(edge(bin + 1))}: ${n}`).join(', '),
              ],
            ],
      ),
    ),
  })

const draw = (report: Report, { probe, fromMs, heat }: SeriesReport, width: number): Markup => {
  const frame = timeFrame(report, width)
  const cells = heat.columns.flatMap((bins, at) => bins.map(([bin, n]) => ({ at, bin, n })))
  const bins = cells.map(({ bin }) => bin)
  const domain = [niceBelow(edge(Math.min(...bins))), niceAbove(edge(Math.max(...bins) + 1))] as const
  const y = logarithmic(domain, [TOP + HEIGHT, TOP])
  const most = Math.max(...cells.map(({ n }) => n))
  const shadeOf = (n: number) =>
    Math.min(SHADES.length - 1, Math.floor((Math.log(n) / Math.log(most + 1)) * SHADES.length))
  const box = ({ at, bin }: { readonly at: number; readonly bin: number }) => {
    const [start, end] = [frame.x(fromMs + at * heat.columnMs), frame.x(fromMs + (at + 1) * heat.columnMs)]
    return [start, y(edge(bin + 1)), Math.min(end, frame.right) - start, y(edge(bin)) - y(edge(bin + 1))] as const
  }
  return drawing(
    {
      ...{ width, height: TOP + HEIGHT + 22, title: `${probe}: every request by time and latency` },
      desc: `Cells of time and latency, the stronger the more requests; at most ${most} in one`,
    },
    backdrop(report, frame, TOP, HEIGHT),
    label(0, 11, 'latency'),
    latencyAxis(frame, y, domain),
    SHADES.map((opacity, shade) =>
      el('path', {
        class: 'heat',
        d: boxes(cells.filter(({ n }) => shadeOf(n) === shade).map(box)),
        fill: OKABE_ITO.blue,
        'fill-opacity': String(opacity),
      }),
    ),
    timeAxis(frame, TOP + HEIGHT),
  )
}
