import { type Content, el } from '../../reporters/html/markup.js'
import { linear } from '../../reporters/html/scale.js'
import { drawing, line, type Point } from '../../reporters/html/svg.js'
import type { Measured } from '../measured-now.js'
import type { Snapshot } from '../snapshot.js'

const WIDTH = 160
const HEIGHT = 34

/** What hypotheses are about, over the last seconds, against their limits. */
export const measuresRegion = ({ measures, ended }: Snapshot): Content => {
  if (measures.length === 0 || ended !== null) return null
  return el(
    'ul',
    { class: 'measures' },
    measures.map(one =>
      el(
        'li',
        { class: one.holds === null ? 'unknown' : one.holds ? 'holds' : 'broken' },
        el('b', { class: 'value' }, one.value ?? '–'),
        el(
          'span',
          { class: 'limit' },
          `${MARK[String(one.holds)] ?? ''} ${one.limit.replaceAll('<=', '≤').replaceAll('>=', '≥')}`,
        ),
        el('span', { class: 'what' }, one.title),
        el('small', {}, `${one.what}, the last 20 s`),
        spark(one),
      ),
    ),
  )
}

const MARK: Readonly<Record<string, string>> = { true: '✔', false: '✖' }

const spark = ({ spark, title }: Measured): Content => {
  const top = Math.max(1, ...spark.map(value => value ?? 0))
  const x = linear([0, Math.max(1, spark.length - 1)], [2, WIDTH - 2])
  const y = linear([0, top], [HEIGHT - 2, 2])
  const points = spark.map((value, at): Point | null => (value === null ? null : [x(at), y(value)]))
  return drawing(
    {
      width: WIDTH,
      height: HEIGHT,
      title: `${title}: the slowest of each second`,
      desc: `up to ${Math.round(top)} ms`,
    },
    line(points, 'currentColor', { 'stroke-width': 2 }),
  )
}
