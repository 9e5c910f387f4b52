import { inert } from '../core/inert.js'
import type { Place } from '../core/problem.js'

/** A place with its sign: `^` for the problem, `-` for a place that explains it. */
export interface Mark {
  readonly place: Place
  readonly label: string
  readonly sign: '^' | '-'
}

/** A longer line is shown as a window around its mark. */
const WIDEST = 100
const LEAD = 30

/**
 * Text with every character that acts on a terminal replaced by one that shows it, one for one, so that columns stay:
 * tab as →, C0 as its control picture, C1, bidirectional overrides and lone surrogates as U+FFFD.
 */
const visible = (text: string): string =>
  text
    .replace(/\p{Cs}/gu, '\ufffd')
    .replaceAll('\t', '→')
    .replace(/[\0-\x1f]/g, found => String.fromCodePoint(0x2400 + (found.codePointAt(0) ?? 0)))
    .replaceAll('\x7f', '␡')
    .replace(/[\x80-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, '\ufffd')

/** A line as shown, and what stands below it. Places count UTF-16 units; the terminal is counted in code points. */
export const showLine = (line: string, mark?: Mark): { readonly text: string; readonly below: string } => {
  const characters = [...visible(line)]
  if (mark === undefined) return { text: windowOf(characters, 0).text, below: '' }
  const before = mark.place.column - 1
  const start = [...line.slice(0, before)].length
  const length = Math.max(1, [...line.slice(before, before + mark.place.length)].length)
  const { text, shift } = windowOf(characters, start)
  const room = Math.max(1, [...text].length - (start - shift))
  const below = `${' '.repeat(start - shift)}${mark.sign.repeat(Math.min(length, room))} ${inert(mark.label)}`
  return { text, below: below.trimEnd() }
}

/** At most WIDEST characters that contain the one at `start`; `shift` is how far the text moved to the left. */
const windowOf = (characters: readonly string[], start: number): { readonly text: string; readonly shift: number } => {
  if (characters.length <= WIDEST) return { text: characters.join(''), shift: 0 }
  const from = Math.max(0, Math.min(start - LEAD, characters.length - WIDEST))
  const shown = characters.slice(from, from + WIDEST)
  if (from > 0) shown[0] = '…'
  if (from + WIDEST < characters.length) shown[shown.length - 1] = '…'
  return { text: shown.join(''), shift: from }
}
