import { clip } from '../../core/inert.js'
import { plural } from '../../core/plural.js'
import type { FaultReport, Report, TimelineEvent } from '../../core/report.js'
import { showDuration } from '../../core/units.js'
import { clockTime } from '../show.js'
import { figure, WIDE } from './figure.js'
import { type Content, el, type Markup } from './markup.js'
import { FAULT, KINDS, OKABE_ITO } from './palette.js'
import { drawing, label, rule } from './svg.js'
import { table } from './table.js'
import { fitting, type TimeFrame, timeAxis, timeFrame } from './time-frame.js'

const ROW = 26
const MOST_FAULTS = 12
const MOST_MARKS = 60

/** When what happened: phases, faults and what went wrong, on one axis. */
export const overview = (report: Report): Markup =>
  figure({
    title: 'What happened when',
    note: 'phases, the faults in them, and marks for what the log warns of and people noted',
    wide: WIDE,
    draw: width => draw(report, width),
    twin: table(
      ['', 'what', 'from', 'to', { number: 'length' }],
      [
        ...report.phases.map(({ name, fromMs, toMs }) => spanRow(report, 'phase', name, fromMs, toMs)),
        ...report.faults.flatMap(({ id, windows }) =>
          windows.slice(0, 20).map(({ fromMs, toMs }) => spanRow(report, 'fault', id, fromMs, toMs)),
        ),
      ],
    ),
  })

const spanRow = ({ durationMs }: Report, what: string, name: string, fromMs: number, toMs: number | null) => [
  ...[what, name, clockTime(fromMs), toMs === null ? 'cut short' : clockTime(toMs)],
  showDuration((toMs ?? durationMs) - fromMs),
]

const draw = (report: Report, width: number): Markup => {
  const frame = timeFrame(report, width)
  const faults = report.faults.filter(({ windows }) => windows.length > 0).slice(0, MOST_FAULTS)
  const marks = report.timeline.filter(({ level }) => level !== 'info').slice(0, MOST_MARKS)
  const bottom = ROW * (1 + faults.length + (marks.length > 0 ? 1 : 0)) + 4
  return drawing(
    {
      ...{ width, height: bottom + 22, title: `Timeline of ${report.plan.name}` },
      desc: `${plural(report.phases.length, 'phase')} and ${plural(faults.length, 'fault')} over ${showDuration(report.durationMs)}`,
    },
    phaseBars(report, frame),
    faults.map((fault, at) => faultBars(report, frame, fault, ROW * (at + 1))),
    marks.length > 0 ? eventMarks(frame, marks, ROW * (faults.length + 1)) : null,
    timeAxis(frame, bottom),
  )
}

const phaseBars = ({ phases, durationMs }: Report, { x, isNarrow }: TimeFrame): Content => [
  label(0, 16, isNarrow ? '' : 'phases'),
  phases.map(({ name, kind, fromMs, settleMs, toMs }) => {
    const [start, end] = [x(fromMs), x(toMs ?? durationMs)]
    const { colour } = KINDS[kind]
    return [
      el('rect', {
        x: start,
        y: 2,
        width: Math.max(end - start - 1.5, 1),
        height: 20,
        rx: 3,
        fill: colour,
        'fill-opacity': '0.2',
      }),
      settleMs > 0
        ? rule(start + 1, 21, x(Math.min(fromMs + settleMs, toMs ?? durationMs)), 21, {
            stroke: colour,
            'stroke-width': 2,
          })
        : null,
      label(start + 7, 16, fitting(name, end - start - 10), { 'fill-opacity': '0.9' }),
    ]
  }),
]

const faultBars = (
  { durationMs }: Report,
  { x, left, right, isNarrow }: TimeFrame,
  fault: FaultReport,
  y: number,
): Content => {
  const [first] = fault.windows
  const at = first === undefined ? left : x(first.fromMs)
  const room = right - at - 10
  const text = fitting(
    `${fault.id} · ${fault.fault}${isNarrow ? '' : ` · ${plural(fault.hits, 'hit')} of ${fault.matched}`}`,
    room,
  )
  return [
    label(0, y + 16, isNarrow ? '' : 'fault'),
    fault.windows.slice(0, 200).map(({ fromMs, toMs }) =>
      el('rect', {
        ...{ x: x(fromMs), y: y + 3, width: Math.max(x(toMs ?? durationMs) - x(fromMs), 1.5), height: 18, rx: 3 },
        ...{ fill: FAULT, 'fill-opacity': '0.45' },
      }),
    ),
    label(at + 7, y + 16, text, { 'fill-opacity': '0.95' }),
  ]
}

const MARKS = {
  ...{ info: OKABE_ITO.grey, note: OKABE_ITO.blue },
  ...{ warn: OKABE_ITO.orange, bad: OKABE_ITO.vermillion },
} as const

const eventMarks = ({ x, isNarrow }: TimeFrame, marks: readonly TimelineEvent[], y: number): Content => [
  label(0, y + 16, isNarrow ? '' : 'marks'),
  marks.map(({ t, level, text }) =>
    el(
      'path',
      {
        d: 'M0-6L6 0L0 6L-6 0z',
        transform: `translate(${x(t).toFixed(1)} ${y + 12})`,
        fill: MARKS[level],
      },
      el('title', {}, `${clockTime(t)} ${clip(text, 300)}`),
    ),
  ),
]
