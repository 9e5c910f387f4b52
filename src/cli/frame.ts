import { inert } from '../core/inert.js'
import { plural } from '../core/plural.js'
import type { Problem } from '../core/problem.js'
import { type Mark, showLine } from './source-line.js'

/** The text of each file by its name. */
export type Sources = ReadonlyMap<string, string>

/** All problems with the lines of the file they are about, in its order, and their number; plain text. */
export const renderProblems = (problems: readonly Problem[], sources: Sources): string =>
  [...[...problems].sort(byPlace).map(problem => renderProblem(problem, sources)), `${count(problems)}\n`].join('\n')

const byPlace = (a: Problem, b: Problem): number => {
  if (a.place === undefined || b.place === undefined)
    return Number(a.place !== undefined) - Number(b.place !== undefined)
  return a.place.file === b.place.file
    ? a.place.line - b.place.line || a.place.column - b.place.column
    : a.place.file < b.place.file
      ? -1
      : 1
}

const renderProblem = (
  { code, severity, message, place, label, hints, related }: Problem,
  sources: Sources,
): string => {
  const marks: Mark[] = []
  if (related !== undefined && related.place.file === place?.file)
    marks.push({ place: related.place, label: related.label, sign: '-' })
  if (place !== undefined) marks.push({ place, label: label ?? '', sign: '^' })
  const lines = linesOf(place === undefined ? undefined : sources.get(place.file))
  const width = Math.max(2, ...marks.map(({ place: { line } }) => String(line).length))
  return [
    `${severity}[${code}] ${inert(message)}`,
    ...(place === undefined ? [] : [`  --> ${inert(place.file)}:${place.line}:${place.column}`]),
    ...(lines === null ? [] : frame(marks, lines, width)),
    ...(hints ?? []).map(hint => `${' '.repeat(width + 1)}= ${inert(hint)}`),
    '',
  ].join('\n')
}

/** Lines end as YAML says; a byte order mark has no column. */
const linesOf = (source: string | undefined): readonly string[] | null =>
  source === undefined ? null : source.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/)

/** The marked lines, each with its sign below; a lone mark has two lines before it, near marks have those between them. */
const frame = (marks: readonly Mark[], lines: readonly string[], width: number): readonly string[] => {
  const gutter = (number: string) => `  ${number.padStart(width)} |`
  const shown = [gutter('')]
  let last = 0
  for (const number of numbersOf(marks)) {
    if (last > 0 && number > last + 1) shown.push(`${'...'.padStart(width + 2)} |`)
    const line = lines[number - 1] ?? ''
    const here = marks.filter(({ place }) => place.line === number)
    shown.push(`${gutter(String(number))} ${showLine(line, here[0]).text}`)
    for (const mark of here) shown.push(`${gutter('')} ${showLine(line, mark).below}`)
    last = number
  }
  return [...shown, gutter('')].map(line => line.trimEnd())
}

const numbersOf = (marks: readonly Mark[]): readonly number[] => {
  const marked = marks.map(({ place }) => place.line)
  const [first, last] = [Math.min(...marked), Math.max(...marked)]
  if (marked.length > 1 && last - first > 3) return [first, last]
  const from = marked.length > 1 ? first : Math.max(1, first - 2)
  return Array.from({ length: last - from + 1 }, (_, at) => from + at)
}

const count = (problems: readonly Problem[]): string => {
  const errors = problems.filter(({ severity }) => severity === 'error').length
  const warnings = problems.length - errors
  const files = new Set(problems.map(({ place }) => place?.file ?? '')).size
  const parts = [
    ...(errors > 0 || warnings === 0 ? [plural(errors, 'error')] : []),
    ...(warnings > 0 ? [plural(warnings, 'warning')] : []),
  ]
  return `${parts.join(', ')} in ${plural(files, 'file')}`
}
