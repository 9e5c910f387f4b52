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
