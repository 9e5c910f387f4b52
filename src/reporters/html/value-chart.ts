import type { Report, SeriesReport } from '../../core/report.js'
import { clockTime } from '../show.js'
import { figure, WIDE } from './figure.js'
import { limitLine } from './limit-line.js'
import { plotLimits } from './limits.js'
import type { Markup } from './markup.js'
import { OKABE_ITO } from './palette.js'
import { linear, niceAbove, ticks } from './scale.js'
import { drawing, label, line, rule } from './svg.js'
import { table } from './table.js'
import { backdrop, phaseNames, timeAxis, timeFrame } from './time-frame.js'

const TOP = 20
const HEIGHT = 110

/** The value of a probe that takes one, over time; null of one that does not. */
export const valueChart = (report: Report, series: SeriesReport): Markup | null => {
  const { value, fromMs, bucketMs } = series
  if (value === null) return null
  return figure({
    title: 'Value over time',
    note: 'the last one of each stretch of time',
    wide: WIDE,
    draw: width => draw(report, { ...series, value }, width),
    twin: table(
      ['at', { number: 'value' }],
      value.flatMap((one, at) => (one === null ? [] : [[clockTime(fromMs + at * bucketMs), one]])),
    ),
  })
}

const draw = (
  report: Report,
  { probe, value, fromMs, bucketMs }: SeriesReport & { readonly value: readonly (number | null)[] },
  width: number,
): Markup => {
  const frame = timeFrame(report, width)
  const present = value.filter(one => one !== null)
  const limits = plotLimits(report, probe, 'value')
  const [low, high] = domainOf([...present, ...limits.map(limit => limit.value)])
  const y = linear([low, high], [TOP + HEIGHT, TOP])
  return drawing(
    {
      ...{ width, height: TOP + HEIGHT + 22, title: `${probe}: value over time` },
      desc: `A line from ${present.at(0)} to ${present.at(-1)}, at most ${Math.max(...present)}`,
    },
    backdrop(report, frame, TOP, HEIGHT),
    ticks(high - low, 4).map(tick => [
      rule(frame.left, y(low + tick), frame.right, y(low + tick)),
      label(frame.left - 6, y(low + tick) + 4, String(Number((low + tick).toPrecision(4))), { 'text-anchor': 'end' }),
    ]),
    line(
      value.map((one, at) =>
        one === null ? null : [frame.x(Math.min(fromMs + (at + 0.5) * bucketMs, report.durationMs)), y(one)],
      ),
      OKABE_ITO.blue,
      { 'stroke-width': 2.2 },
    ),
    limits.map(limit => limitLine(report, frame, y, limit)),
    phaseNames(report, frame, TOP - 8),
    timeAxis(frame, TOP + HEIGHT),
  )
}

/** From zero or below to a round value above all. */
const domainOf = (values: readonly number[]): readonly [number, number] => {
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)]
  return [low < 0 ? -niceAbove(-low) : 0, high > 0 ? niceAbove(high) : low < 0 ? 0 : 1]
}
