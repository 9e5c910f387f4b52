import type { ChalkInstance } from 'chalk'
import type { Look } from './look.js'

const ASCII: readonly (readonly [glyph: RegExp, word: string])[] = [
  [/✔/g, 'ok'],
  [/✖/g, 'FAIL'],
  [/⚠/g, '!'],
  [/◌/g, '.'],
  [/○/g, '-'],
  [/◆/g, '*'],
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
  [/^ (FAIL|NOT RUN|NOT CLEAN|BUG) .*|^error(\[\w+\])?:?/, chalk => chalk.red.bold],
  [/^ PASS .*/, chalk => chalk.green.bold],
  [/^ (INCONCLUSIVE|ABORTED|NOT STEADY|STOPPED|REFUSED|TORN) .*|^warning(\[\w+\])?:?/, chalk => chalk.yellow.bold],
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

export type Painter = (text: string) => string

/** How a stream shows plain text; what colours need is loaded only for colours. */
export const painterFor = async ({ colour, ascii }: Look): Promise<Painter> => {
  const spelled: Painter = ascii ? toAscii : text => text
  if (!colour) return spelled
  const { Chalk } = await import('chalk')
  const chalk = new Chalk({ level: 1 })
  return text =>
    spelled(text)
      .split('\n')
      .map(line => paintLine(line, chalk))
      .join('\n')
}

export const paint = async (text: string, look: Look): Promise<string> => (await painterFor(look))(text)
