import type { Report, TimelineEvent } from '../../core/report.js'
import { clockTime } from '../show.js'
import { type Content, el, type Markup } from './markup.js'
import { leftOut, within } from './room.js'

/** What a run tells of itself, in order. */
export const log = ({ timeline }: Report, bytes: number): Content => {
  const { shown, left } = within(timeline, bytes, row)
  return [
    el('div', { class: 'scroll' }, el('table', { class: 'log' }, el('tbody', {}, shown))),
    leftOut(left, 'events'),
  ]
}

const row = ({ t, level, text }: TimelineEvent): Markup =>
  el(
    'tr',
    { class: level },
    el('td', { class: 'num soft' }, clockTime(t)),
    el('td', {}, marks[level]),
    el('td', {}, text),
  )

const marks = { info: '', warn: '⚠', bad: '✖', note: '◆' } as const
