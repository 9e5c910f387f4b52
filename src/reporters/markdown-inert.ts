import { clip, inert } from '../core/inert.js'

/** All but letters, digits and what means nothing to Markdown; a colon may begin an emoji or belong to a link. */
const MARKUP = /[^\p{L}\p{N} .,;:=/()%'+–…·✔✖⚠○?-]|:(?=[^\s\d])/gu

const NAMED: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;' }

/** Text that shows as it is: nothing in it is markup, a link, a mention or a table border. */
export const plain = (text: string, width = 300): string =>
  clip(inert(text), width)
    .replace(MARKUP, unit => NAMED[unit] ?? `&#${unit.codePointAt(0)};`)
    .replaceAll('&#64;', '&#64;&#8203;')
    .replace(/www\./gi, found => `${found.slice(0, 3)}&#46;`)

/** The same in the letters of code. */
export const code = (text: string, width = 300): string => `<code>${plain(text, width)}</code>`

export const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`
