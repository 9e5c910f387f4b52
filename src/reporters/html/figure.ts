import { type Content, el, type Markup } from './markup.js'

/** Widths that charts are drawn for, in CSS pixels: letters keep their size on a telephone. */
export const WIDE = 1_000
export const HALF = 490
export const NARROW = 352

export interface Figure {
  readonly title: string
  readonly note: Content
  readonly wide: number
  readonly draw: (width: number) => Markup
  /** The same numbers in letters. */
  readonly twin: Markup
}

/** Drawn twice, for screens and telephones; without the style sheet only the first is there. */
export const figure = ({ title, note, wide, draw, twin }: Figure): Markup =>
  el(
    'figure',
    { class: wide === HALF ? 'half' : null },
    el('figcaption', {}, el('b', {}, title), ' ', note),
    el('div', { class: 'wide' }, draw(wide)),
    el('div', { class: 'narrow', hidden: true }, draw(NARROW)),
    el('details', { class: 'twin' }, el('summary', {}, 'the numbers'), twin),
  )

export interface Key {
  readonly name: string
  readonly colour: string
  readonly dash?: string | null
  readonly filled?: boolean
}

/** What the colours of a chart mean, in the colours' own strokes. */
export const legend = (keys: readonly Key[]): Markup =>
  el(
    'span',
    { class: 'legend' },
    keys.map(({ name, colour, dash = null, filled = false }) => [
      ' ',
      el(
        'span',
        {},
        el(
          'svg',
          { width: 18, height: 10, viewBox: '0 0 18 10', 'aria-hidden': 'true' },
          filled
            ? el('rect', { x: 3, y: 0, width: 10, height: 10, rx: 2, fill: colour })
            : el('path', { d: 'M0 5h18', stroke: colour, 'stroke-width': 2.4, 'stroke-dasharray': dash }),
        ),
        name,
      ),
    ]),
  )
