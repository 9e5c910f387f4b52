import type { ChalkInstance } from 'chalk'
import type { Look } from './look.js'

const ASCII: readonly (readonly [glyph: RegExp, word: string])[] = [
  [/✔/g, 'ok'],
  [/✖/g, 'FAIL'],
  [/⚠/g, '!'],
  [/◌/g, '.'],
  [/○/g, '-'],
  [/→/g, '->'],
  [/≤/g, '<='],
  [/≥/g, '>='],
  [/…/g, '...'],
  [/[·│]/g, '|'],
  [/[━╸█]/g, '='],
  [/[–−]/g, '-'],
  [/×/g, 'x'],
  [/±/g, '+-'],
  [/[▁▂▃▄]/g, '_'],
  [/[▅▆▇]/g, '^'],
]

type Brush = (chalk: ChalkInstance) => (text: string) => string

/** Meaning never hangs on colour alone: a line is painted by the mark that it has anyway. First match wins. */
const BRUSHES: readonly (readonly [part: RegExp, brush: Brush])[] = [
  [/^ FAIL .*|^error(\[\w+\])?:?/, chalk => chalk.red.bold],
  [/^ PASS .*/, chalk => chalk.green.bold],
  [/^ (INCONCLUSIVE|ABORTED|NOT STEADY|TORN) .*|^warning(\[\w+\])?:?/, chalk => chalk.yellow.bold],
  [/✖ \S+|FAIL \S+|\^+.*$/, chalk => chalk.red],
  [/✔ \S+|^ *ok \S+/, chalk => chalk.green],
  [/[?⚠] \S+/, chalk => chalk.yellow],
  [/^ *-->.*|^ *= .*|^ *(\d+|\.\.\.)? \|/, chalk => chalk.dim],
  [/--+ .*$/, chalk => chalk.cyan],
]

const paintLine = (line: string, chalk: ChalkInstance): string => {
  const found = BRUSHES.find(([part]) => part.test(line))
  return found === undefined ? line : line.replace(found[0], match => found[1](chalk)(match))
}

/** Glyphs as words of ASCII. */
export const toAscii = (text: string): string => ASCII.reduce((so, [glyph, word]) => so.replace(glyph, word), text)

/** Plain text as a stream shows it. */
export const paint = async (text: string, { colour, ascii }: Look): Promise<string> => {
  const plain = ascii ? toAscii(text) : text
  if (!colour) return plain
  const { Chalk } = await import('chalk')
  const chalk = new Chalk({ level: 1 })
  return plain
    .split('\n')
    .map(line => paintLine(line, chalk))
    .join('\n')
}
