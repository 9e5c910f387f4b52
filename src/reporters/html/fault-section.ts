import type { DoseReport, FaultReport, Report } from '../../core/report.js'
import { showDuration, showPercent } from '../../core/units.js'
import { ALL_OFF, clockTime } from '../show.js'
import { facts } from './facts.js'
import { type Content, el } from './markup.js'
import { FAULT } from './palette.js'
import { boxes, drawing } from './svg.js'
import { table } from './table.js'

const MOST_ROWS = 60

/** What was done to the traffic, and that it is over. */
export const faultSection = (report: Report): Content => {
  const { faults, removal } = report
  return [
    faults.length === 0
      ? el('p', { class: 'soft' }, 'No faults were planned.')
      : table(
          ['fault', 'target', { number: 'hits' }, { number: 'matched' }, { number: 'share' }, 'first to last hit'],
          faults.slice(0, MOST_ROWS).map(row),
        ),
    faults.every(({ doses }) => doses.length === 0)
      ? null
      : facts(
          faults
            .slice(0, MOST_ROWS)
            .flatMap(({ id, doses }) => (doses.length === 0 ? [] : [[`${id} gave`, doses.map(dose)] as const])),
        ),
    el('p', { class: removal?.verified === false ? 'bad' : 'soft' }, removed(report)),
  ]
}

const removed = ({ faults, removal, withoutFaults }: Report): string => {
  if (withoutFaults) return `Of the faults ${ALL_OFF}.`
  if (removal?.verified)
    return `All faults are removed: every proxy confirmed it, ${showDuration(removal.afterMs)} after the order.`
  if (removal !== null) return 'The removal of the faults is not confirmed.'
  return faults.every(({ windows }) => windows.length === 0)
    ? 'No fault was ever active.'
    : 'The journal does not tell of the removal of the faults; they ended with the proxy.'
}

const row = ({ id, fault, target, hits, matched, missed, missedWhy, firstHitMs, lastHitMs }: FaultReport) => [
  [el('b', {}, id), el('br', {}), el('span', { class: 'soft' }, fault)],
  el('code', {}, target),
  [
    hits,
    missed === 0
      ? null
      : [el('br', {}), el('span', { class: 'soft' }, `${missed} could not act: ${missedWhy ?? 'no reason given'}`)],
  ],
  matched,
  matched === 0 ? '–' : showPercent(hits / matched),
  firstHitMs === null || lastHitMs === null ? 'never' : `${clockTime(firstHitMs)} – ${clockTime(lastHitMs)}`,
]

const dose = (one: DoseReport): Content =>
  el(
    'div',
    { class: 'dose' },
    el('span', { class: 'soft' }, `${one.of === 'drawn' ? '' : 'in fact: '}${one.name}`),
    ' ',
    one.kind === 'numbers'
      ? [
          `${number(one.min, one.name)} – ${number(one.max, one.name)}, median ${number(one.p50, one.name)} `,
          spread(one),
        ]
      : one.values.map(({ text, n }) => (one.values.length === 1 ? text : `${text} (${n})`)).join(', '),
  )

/** Members of doses that end in `ms` are durations. */
const number = (value: number, name: string): string =>
  /ms$/i.test(name) ? showDuration(value) : String(Number(value.toPrecision(4)))

const WIDTH = 96
const HEIGHT = 20

/** A small histogram; what it shows stands before it in letters. */
const spread = ({ bins, name, n }: Extract<DoseReport, { kind: 'numbers' }>): Content => {
  const [first, last] = [bins.at(0)?.[0] ?? 0, bins.at(-1)?.[0] ?? 0]
  const step = Math.min(WIDTH / (last - first + 1), 12)
  const most = Math.max(...bins.map(([, count]) => count))
  const bars = bins.map(([bin, count]) => {
    const height = Math.max((count / most) * HEIGHT, 1)
    return [(bin - first) * step, HEIGHT - height, step - 1, height] as const
  })
  return el(
    'span',
    { class: 'spark' },
    drawing(
      { width: WIDTH, height: HEIGHT, title: `distribution of ${name}`, desc: `${n} doses on a logarithmic axis` },
      el('path', { d: boxes(bars), fill: FAULT }),
    ),
  )
}
