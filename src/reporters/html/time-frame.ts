import { clip } from '../../core/inert.js'
import type { Report } from '../../core/report.js'
import { clockTime } from '../show.js'
import { NARROW } from './figure.js'
import type { Content, Markup } from './markup.js'
import { el } from './markup.js'
import { FAULT } from './palette.js'
import { linear, type Scale, timeTicks } from './scale.js'
import { boxes, FAINT, label, rule } from './svg.js'

/** The time axis that all charts of a page share. */
export interface TimeFrame {
  readonly width: number
  readonly left: number
  readonly right: number
  readonly isNarrow: boolean
  readonly durationMs: number
  readonly x: Scale
}

export const timeFrame = ({ durationMs }: Report, width: number): TimeFrame => {
  const isNarrow = width <= NARROW
  const [left, right] = [isNarrow ? 44 : 56, width - 6]
  return { width, left, right, isNarrow, durationMs, x: linear([0, Math.max(durationMs, 1)], [left, right]) }
}

/** Ticks with the time since the start of the run, below `y`. */
export const timeAxis = ({ durationMs, isNarrow, left, right, x }: TimeFrame, y: number): readonly Markup[] => [
  rule(left, y, right, y, { ...FAINT, 'stroke-opacity': '0.4' }),
  ...timeTicks(durationMs, isNarrow ? 5 : 12).flatMap(t => [
    rule(x(t), y, x(t), y + 4, { ...FAINT, 'stroke-opacity': '0.4' }),
    label(x(t), y + 17, clockTime(t), { 'text-anchor': x(t) > right - 14 ? 'end' : 'middle' }),
  ]),
]

/** Where faults were active, and where phases begin, over the height of a plot. */
export const backdrop = (
  { faults, phases, durationMs }: Report,
  { x }: TimeFrame,
  top: number,
  height: number,
): Content => {
  const windows = joined(faults.flatMap(fault => fault.windows.map(w => [w.fromMs, w.toMs ?? durationMs] as const)))
  return [
    el('path', {
      d: boxes(windows.map(([from, to]) => [x(from), top, x(to) - x(from), height])),
      fill: FAULT,
      'fill-opacity': '0.13',
    }),
    phases.map(({ fromMs }) =>
      rule(x(fromMs), top, x(fromMs), top + height, { ...FAINT, 'stroke-opacity': '0.3', 'stroke-dasharray': '2 3' }),
    ),
  ]
}

/** The names of phases where they begin, as far as there is room. */
export const phaseNames = ({ phases, durationMs }: Report, { x, isNarrow }: TimeFrame, y: number): Content =>
  phases.map(({ name, fromMs, toMs }) => {
    const room = x(toMs ?? durationMs) - x(fromMs)
    return isNarrow ? null : label(x(fromMs) + 4, y, fitting(name, room))
  })

/** As much of a text as there is room for, at some 6.6 pixels a letter; nothing where that is next to nothing. */
export const fitting = (text: string, room: number): string => {
  const letters = Math.floor(room / 6.6)
  return letters < 3 ? '' : clip(text, letters)
}

/** Overlapping windows as one each. */
const joined = (windows: readonly (readonly [number, number])[]): readonly (readonly [number, number])[] => {
  const spans: [number, number][] = []
  for (const [from, to] of windows.toSorted(([a], [b]) => a - b)) {
    const last = spans.at(-1)
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to)
    else spans.push([from, to])
  }
  return spans
}
