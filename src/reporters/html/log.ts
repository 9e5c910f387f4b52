import { clip } from '../../core/inert.js'
import type { Report } from '../../core/report.js'
import { clockTime } from '../show.js'
import { type Content, el } from './markup.js'

/** What a run tells of itself, in order. */
export const log = ({ timeline }: Report): Content =>
  el(
    'div',
    { class: 'scroll' },
    el(
      'table',
      { class: 'log' },
      el(
        'tbody',
        {},
        timeline.map(({ t, level, text }) =>
          el(
            'tr',
            { class: level },
            el('td', { class: 'num soft' }, clockTime(t)),
            el('td', {}, marks[level]),
            el('td', {}, clip(text, 600)),
          ),
        ),
      ),
    ),
  )

const marks = { info: '', warn: '⚠', bad: '✖' } as const
