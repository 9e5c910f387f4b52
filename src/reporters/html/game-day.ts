import type { GameDayReport } from '../../core/game-day.js'
import type { Report } from '../../core/report.js'
import { showDuration } from '../../core/units.js'
import { gameDayOf, outcomeOf, responseOf, rolesOf, scoreOf } from '../game-day.js'
import { clockTime } from '../show.js'
import { facts } from './facts.js'
import { type Content, el, type Markup } from './markup.js'
import { leftOut, within } from './room.js'
import { table } from './table.js'

/** What people agreed on, foresaw, saw and did; null of a run that nobody took part in. */
export const gameDaySection = (report: Report, bytes: number): Content => {
  const found = gameDayOf(report)
  if (found === null) return null
  const { plan, day } = found
  const who = rolesOf(plan)
  return [
    facts([['who', who === '' ? null : who], ...responseOf(plan, day)]),
    predictions(day, bytes / 2),
    notes(day, bytes / 2),
    preparation(day),
  ]
}

const predictions = ({ predictions }: GameDayReport, bytes: number): Content => {
  if (predictions.length === 0) return null
  const { shown, left } = within(predictions, bytes, one =>
    el(
      'tr',
      {},
      el('td', {}, one.by),
      el(
        'td',
        {},
        one.expected.map((each, at) => [at === 0 ? null : el('br', {}), outcomeOf(each)]),
        one.why === null ? null : el('p', { class: 'soft' }, one.why),
      ),
      el('td', {}, scoreOf(one)),
    ),
  )
  return [rows('Predictions', ['who', 'expected', 'and'], shown), leftOut(left, 'predictions')]
}

const notes = ({ notes }: GameDayReport, bytes: number): Content => {
  if (notes.length === 0) return null
  const { shown, left } = within(notes, bytes, ({ t, by, kind, text }) =>
    el(
      'tr',
      {},
      el('td', { class: 'num soft' }, clockTime(t)),
      el('td', {}, kind),
      el('td', {}, text),
      el('td', {}, by),
    ),
  )
  return [rows('Notes', ['at', 'what', '', 'who'], shown), leftOut(left, 'notes')]
}

const rows = (title: string, columns: readonly string[], lines: readonly Markup[]): Content => [
  el('h3', {}, title),
  el(
    'div',
    { class: 'scroll' },
    el(
      'table',
      {},
      el(
        'thead',
        {},
        el(
          'tr',
          {},
          columns.map(name => el('th', { scope: 'col' }, name)),
        ),
      ),
      el('tbody', {}, lines),
    ),
  ),
]

/** Who ticked what, and who let which phase start. */
const preparation = ({ checklist, gates }: GameDayReport): Content => {
  const ticks = checklist.map(({ item, t, by }) => [
    ...[t === null ? '○' : '✔', item, by ?? '', t === null ? '' : clockTime(t)],
  ])
  const starts = gates.map(({ phase, fromMs, toMs, by }) => [
    toMs === null ? '○' : '✔',
    toMs === null ? `${phase} was not let start` : `${phase} started after ${showDuration(toMs - fromMs)}`,
    ...[by ?? '', clockTime(toMs ?? fromMs)],
  ])
  const lines = [...ticks, ...starts]
  return lines.length === 0 ? null : [el('h3', {}, 'Before it'), table(['', 'what', 'who', { number: 'at' }], lines)]
}
