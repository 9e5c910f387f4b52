import { el, type Markup } from './markup.js'

export const bytesOf = (text: string): number => new TextEncoder().encode(text).length

/** The first parts that fit into so many bytes, and how many are left out. */
export const within = (
  parts: Iterable<Markup>,
  bytes: number,
): { readonly shown: readonly Markup[]; readonly left: number } => {
  const shown: Markup[] = []
  let room = bytes
  let left = 0
  for (const part of parts) {
    room -= bytesOf(part.markup)
    if (room >= 0) shown.push(part)
    else left++
  }
  return { shown, left }
}

/** What is not on the page is not lost; null where all of it is. */
export const leftOut = (left: number, what: string): Markup | null =>
  left === 0 ? null : el('p', { class: 'soft' }, `${left} more ${what} had no room on this page; report.json has them.`)
