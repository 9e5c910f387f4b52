import type { Report } from '../../core/report.js'
import type { PlotLimit } from './limits.js'
import type { Content } from './markup.js'
import { OKABE_ITO } from './palette.js'
import type { Scale } from './scale.js'
import { overLines, rule } from './svg.js'
import type { TimeFrame } from './time-frame.js'

/** Dashed in the phases where the limit holds, its words at the end of the last. */
export const limitLine = (report: Report, { x }: TimeFrame, y: Scale, { phases, value, text }: PlotLimit): Content => {
  const spans = report.phases.filter(({ name }) => phases.includes(name))
  const ends = spans.map(({ toMs }) => x(toMs ?? report.durationMs))
  return [
    spans.map(({ fromMs }, at) =>
      rule(x(fromMs), y(value), ends[at] ?? 0, y(value), {
        ...{ stroke: OKABE_ITO.vermillion, 'stroke-width': 1.6, 'stroke-dasharray': '7 4' },
      }),
    ),
    spans.length === 0
      ? null
      : overLines(Math.max(...ends) - 4, y(value) - 6, text, {
          ...{ 'text-anchor': 'end', fill: OKABE_ITO.vermillion, 'fill-opacity': '1' },
        }),
  ]
}
