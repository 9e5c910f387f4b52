import { showMeasured } from '../../core/measure.js'
import type { Judgement, Report } from '../../core/report.js'
import { intervalOf, measuredOf } from '../show.js'
import { limitOf } from './limits.js'
import { type Content, el, type Markup } from './markup.js'
import { OKABE_ITO, VERDICTS } from './palette.js'
import { linear, type Scale } from './scale.js'
import { drawing, FAINT, label, rule } from './svg.js'

const WIDTH = 300
const HEIGHT = 44
const AXIS = 17
const EDGE = 6

/** What was measured against what is allowed: the field of the limit, the interval, the estimate as a dot. */
export const intervalBar = (judgement: Judgement, report: Report): Markup | null => {
  const { measured, interval, measure, verdict } = judgement
  const limit = limitOf(judgement, report)
  if (limit === null) return null
  const known = [limit.value, measured, interval?.low, interval?.high].filter(value => typeof value === 'number')
  const [low, high] = [Math.min(0, ...known), Math.max(0, ...known)]
  const x = linear([low, high + (high - low || 1) * 0.12], [EDGE, WIDTH - EDGE])
  const colour = VERDICTS[verdict]
  return drawing(
    {
      ...{ width: WIDTH, height: HEIGHT, title: `${judgement.id}: measured against its limit` },
      desc: [`measured ${measuredOf(judgement)}`, intervalOf(judgement), `limit ${judgement.limit}`]
        .filter(part => part !== null)
        .join(', '),
    },
    field(limit, x),
    rule(EDGE, AXIS, WIDTH - EDGE, AXIS, { ...FAINT, 'stroke-opacity': '0.25' }),
    interval === null || measured === null ? null : span(x, interval, colour),
    measured === null ? null : el('circle', { cx: x(measured), cy: AXIS, r: 5, fill: colour }),
    rule(x(limit.value), 3, x(limit.value), 31, { stroke: 'currentColor', 'stroke-width': 1.6 }),
    label(x(limit.value), 42, showMeasured(measure, limit.value), {
      'text-anchor': anchorAt(x(limit.value)),
      'font-size': 11,
    }),
  )
}

const anchorAt = (x: number): string => (x < 40 ? 'start' : x > WIDTH - 40 ? 'end' : 'middle')

/** Where a measurement may be. */
const field = ({ op, value }: { readonly op: 'max' | 'min' | 'equals'; readonly value: number }, x: Scale): Content => {
  if (op === 'equals') return null
  const [from, to] = op === 'max' ? [EDGE, x(value)] : [x(value), WIDTH - EDGE]
  return el('rect', {
    x: from,
    y: 9,
    width: Math.max(to - from, 0),
    height: 16,
    rx: 2,
    fill: OKABE_ITO.green,
    'fill-opacity': '0.16',
  })
}

/** A bound that does not exist lets the line run out, dashed. */
const span = (x: Scale, { low, high }: NonNullable<Judgement['interval']>, colour: string): Content => {
  const [from, to] = [low === null ? EDGE : x(low), high === null ? WIDTH - EDGE : x(high)]
  const isOpen = low === null || high === null
  return [
    rule(from, AXIS, to, AXIS, { stroke: colour, 'stroke-width': 3, 'stroke-dasharray': isOpen ? '4 3' : null }),
    low === null ? null : rule(from, AXIS - 6, from, AXIS + 6, { stroke: colour, 'stroke-width': 2 }),
    high === null ? null : rule(to, AXIS - 6, to, AXIS + 6, { stroke: colour, 'stroke-width': 2 }),
  ]
}
