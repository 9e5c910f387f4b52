import type { Place } from '../../core/problem.js'
import type { Span } from './tree.js'

/** A text whose offsets can be told as lines and columns. */
export interface Source {
  readonly file: string
  readonly text: string
  /** The part of the span on its first line that is not blank. */
  place(span: Span): Place
}

export const sourceOf = (file: string, text: string): Source => {
  const starts = [0, ...Array.from(text.matchAll(/\r\n|\r|\n/g), found => found.index + found[0].length)]
  const lineOf = (offset: number): number => {
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return low
  }
  return {
    file,
    text,
    place({ start, end }) {
      const slice = text.slice(start, end)
      const from = start + (/^\s+(?=\S)/.exec(slice)?.[0].length ?? 0)
      const line = lineOf(from)
      const visible = /^[^\r\n]*/.exec(text.slice(from, end))?.[0].trimEnd() ?? ''
      return { file, line: line + 1, column: from - (starts[line] ?? 0) + 1, length: Math.max(1, visible.length) }
    },
  }
}

/** Several texts as one, each with a line break behind it: more may come, and places lead to the file they are in. */
export const joined = (sources: readonly Source[]): Source => ({
  get file() {
    return sources[0]?.file ?? ''
  },
  get text() {
    return sources.map(({ text }) => `${text}\n`).join('')
  },
  place({ start, end }) {
    let base = 0
    for (const source of sources) {
      const length = source.text.length + 1
      if (start < base + length || source === sources.at(-1))
        return source.place({ start: start - base, end: end - base })
      base += length
    }
    throw new Error('there is no text')
  },
})
