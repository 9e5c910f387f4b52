import { clip } from '../core/inert.js'

/** Columns as wide as their widest cell, two blanks apart; the first is aligned to the left, as are those named. */
export const align = (rows: readonly (readonly string[])[], left: ReadonlySet<number>): readonly string[] => {
  const widths = rows.reduce<readonly number[]>(
    (found, row) => row.map((cell, at) => Math.max(widthOf(cell), found[at] ?? 0)),
    [],
  )
  const pad = (cell: string, at: number) => {
    const blanks = ' '.repeat(Math.max(0, (widths[at] ?? 0) - widthOf(cell)))
    return left.has(at) ? cell + blanks : blanks + cell
  }
  return rows.map(row => row.map(pad).join('  ').trimEnd())
}

/** In code points: what we align is plain text. */
export const widthOf = (text: string): number => [...text].length

/** Words in lines of at most `width`; only a word that is longer has a longer line. */
export const folded = (text: string, width: number): readonly string[] => {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && widthOf(line) + 1 + widthOf(word) > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}

/** As `folded`, at most `most` lines; what does not fit ends in an ellipsis. */
export const wrap = (text: string, width: number, most: number): readonly string[] => {
  const all = folded(text, width)
  const kept = all.length <= most ? all : [...all.slice(0, most - 1), all.slice(most - 1).join(' ')]
  return kept.map(one => clip(one, width))
}
