import { el, type Markup } from './markup.js'

export const bytesOf = (text: string): number => new TextEncoder().encode(text).length

/** As many of the first items as fit into so many bytes, and how many are left out. */
export const within = <Item>(
  items: readonly Item[],
  bytes: number,
  show: (item: Item, at: number) => Markup,
): { readonly shown: readonly Markup[]; readonly left: number } => {
  const shown: Markup[] = []
  let room = bytes
  for (const [at, item] of items.entries()) {
    const part = show(item, at)
    room -= bytesOf(part.markup)
    if (room < 0) break
    shown.push(part)
  }
  return { shown, left: items.length - shown.length }
}

/** What is not on the page is not lost; null where all of it is. */
export const leftOut = (left: number, what: string): Markup | null =>
  left === 0 ? null : el('p', { class: 'soft' }, `${left} more ${what} had no room on this page; report.json has them.`)
