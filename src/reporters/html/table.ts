import { type Content, el, type Markup } from './markup.js'

/** A column; numbers stand right. */
export type Column = string | { readonly number: string }

/** A table that scrolls inside its box where the page is narrower. */
export const table = (columns: readonly Column[], rows: readonly (readonly Content[])[]): Markup => {
  const classOf = (at: number) => (typeof columns[at] === 'object' ? 'num' : null)
  const heads = columns.map((column, at) =>
    el('th', { scope: 'col', class: classOf(at) }, typeof column === 'string' ? column : column.number),
  )
  const lines = rows.map(row =>
    el(
      'tr',
      {},
      row.map((cell, at) => el('td', { class: classOf(at) }, cell)),
    ),
  )
  return el('div', { class: 'scroll' }, el('table', {}, el('thead', {}, el('tr', {}, heads)), el('tbody', {}, lines)))
}
