import type { SeriesReport } from '../../core/report.js'
import type { Content } from './markup.js'
import { el } from './markup.js'
import { errorColour } from './palette.js'
import { linear, ticks } from './scale.js'
import { boxes, label, rule } from './svg.js'
import type { TimeFrame } from './time-frame.js'

export const rateHeight = 76

/** A bar a bucket, as high as its requests per second; what failed stands in it from below, by kind. */
export const ratePlot = (series: SeriesReport, { x, left, right }: TimeFrame, top: number): Content => {
  const { n, fromMs, bucketMs, errors } = series
  const perSecond = (count: number) => (count * 1_000) / bucketMs
  const highest = Math.max(perSecond(Math.max(...n)), 1)
  const y = linear([0, highest], [top + rateHeight, top])
  const kinds = Object.keys(errors)
  const bar = (at: number, from: number, to: number) => {
    const [start, end] = [x(fromMs + at * bucketMs), Math.min(x(fromMs + (at + 1) * bucketMs), right)]
    const [low, high] = [y(perSecond(from)), y(perSecond(to))]
    return [start, high, Math.max(end - start - (end - start > 4 ? 1.5 : 0), 0.5), low - high] as const
  }
  const below = (at: number, kind: number) =>
    kinds.slice(0, kind).reduce((sum, name) => sum + (errors[name]?.[at] ?? 0), 0)
  return [
    label(0, top - 12, 'requests per second'),
    ticks(highest, 3).map(value => [
      rule(left, y(value), right, y(value)),
      label(left - 6, y(value) + 4, String(value), { 'text-anchor': 'end' }),
    ]),
    el('path', {
      d: boxes(n.flatMap((count, at) => (count > 0 ? [bar(at, 0, count)] : []))),
      fill: 'currentColor',
      'fill-opacity': '0.2',
    }),
    kinds.map((name, kind) =>
      el('path', {
        d: boxes(
          (errors[name] ?? []).flatMap((count, at) =>
            count > 0 ? [bar(at, below(at, kind), below(at, kind) + count)] : [],
          ),
        ),
        fill: errorColour(name),
      }),
    ),
  ]
}
