import type { Secret } from '../experiment/experiment.js'
import { spellings } from './spellings.js'

/** Shorter secrets would be found everywhere by accident. */
const SHORTEST = 4

/** Takes out of a text, that may come in pieces, what it may not show. */
export interface TextMask {
  readonly mask: (text: string) => string
  /** How many of the first characters hold nothing that ends, or goes on, in what may follow. */
  readonly settled: (text: string) => number
}

/** Puts `‹secret:name›` in the place of every spelling of every secret. Null: there is nothing to be masked. */
export const secretMasker = (secrets: readonly Secret[]): TextMask | null => {
  const names = new Map<string, string>()
  for (const { name, value } of secrets)
    if (value.length >= SHORTEST) for (const spelling of spellings(value)) names.set(spelling, name)
  if (names.size === 0) return null
  const longestFirst = [...names.keys()].sort((a, b) => b.length - a.length)
  const pattern = new RegExp(longestFirst.map(escaped).join('|'), 'g')
  const settled = (text: string) => {
    const end = Math.min(...longestFirst.map(spelling => text.length - begunOf(spelling, text)))
    const cut = [...text.matchAll(pattern)].find(({ index, 0: found }) => index < end && end < index + found.length)
    return cut?.index ?? end
  }
  return { mask: text => text.replace(pattern, found => `‹secret:${names.get(found)}›`), settled }
}

/** How many characters of `spelling`, but not all, the text ends with. */
const begunOf = (spelling: string, text: string): number => {
  for (let length = Math.min(spelling.length - 1, text.length); length > 0; length--)
    if (text.endsWith(spelling.slice(0, length))) return length
  return 0
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
