import { clip, inert } from '../core/inert.js'
import type { Place } from '../core/problem.js'
import type { Report } from '../core/report.js'

const MOST_LINES = 5

/**
 * The lines that declare something: from its place to the end of its block, at most five, with a mark under the place.
 * Empty when that is in an imported file, or the source does not have that line.
 */
export const sourceFrame = (
  { file, source }: Pick<Report, 'file' | 'source'>,
  { file: declared, line, column, length }: Place,
  width: number,
): readonly string[] => {
  if (declared !== file) return []
  const lines = source.replace(/^\ufeff/, '').split(/\r\n|\n|\r/)
  const first = lines[line - 1]
  if (first === undefined) return []
  const rest = lines.slice(line, line + MOST_LINES - 1)
  const end = rest.findIndex(text => text.trim() === '' || indentOf(text) < column - 1 || isItem(text, column))
  const block = [first, ...(end < 0 ? rest : rest.slice(0, end))]
  const gutter = String(line + block.length - 1).length
  const numbered = block.map((text, at) => `${String(line + at).padStart(gutter)} | ${clip(shown(text), width)}`)
  const mark = `${' '.repeat(gutter)} | ${clip(' '.repeat(shown(first.slice(0, column - 1)).length) + '~'.repeat(Math.max(1, length)), width)}`
  return [...numbered.slice(0, 1), mark, ...numbered.slice(1)]
}

const indentOf = (text: string): number => text.length - text.trimStart().length

/** The next item of the same list ends a block. */
const isItem = (text: string, column: number): boolean => text.trimStart().startsWith('- ') && indentOf(text) < column

const shown = (text: string): string => inert(text.replaceAll('\t', '  '))
