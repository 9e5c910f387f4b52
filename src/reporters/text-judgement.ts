import { clip, inert } from '../core/inert.js'
import type { Judgement, Report } from '../core/report.js'
import { exampleOf, glyphOf, intervalOf, measuredOf, worstOf } from './show.js'
import { sourceFrame } from './source-frame.js'
import { wrap } from './table.js'

/** One line: mark, id, phase, what was measured, and the limit; or why, of what did not pass. */
export const briefly = (judgement: Judgement, width: number): string => {
  const { id, phase, limit, verdict, why } = judgement
  const name = `${inert(id)}${phase === null ? '' : ` (${inert(phase)})`}`
  const start = `  ${glyphOf(judgement)} ${name.padEnd(30)}  ${measuredOf(judgement).padEnd(10)}`
  return clip(`${start}  ${inert(verdict === 'pass' ? limit : why)}`, width)
}

/** All that is known of a judgement that did not pass, ended by an empty line. */
export const inDetail = (judgement: Judgement, report: Report, width: number): readonly string[] => {
  const { id, title, phase, place } = judgement
  const declared = inert(`${place.file}:${place.line}:${place.column}`)
  const facts = [
    ['measured', measuredLine(judgement)],
    ['limit', inert(judgement.limit)],
    ['why', inert(judgement.why)],
    ['try', judgement.advice === null ? null : inert(judgement.advice)],
    ['worst', worstOf(judgement)],
    ['example', exampleOf(judgement, 2 * (width - 17))],
    ['declared', declared],
  ] as const
  const frame = judgement.verdict === 'fail' ? sourceFrame(report, place, width - 16) : []
  return [
    headOf(glyphOf(judgement), id, title, phase, width),
    ...facts.flatMap(([name, value]) => (value === null ? [] : factLines(name, value, width))),
    ...frame.map(line => `        ${line}`),
    '',
  ]
}

const factLines = (name: string, value: string, width: number): readonly string[] =>
  wrap(value, width - 17, 2).map((line, at) => `      ${(at === 0 ? name : '').padEnd(9)}  ${line}`)

const headOf = (glyph: string, id: string, title: string, phase: string | null, width: number): string => {
  const where = phase === null ? '' : clip(inert(phase), 24)
  const left = clip(`  ${glyph} ${inert(id)}${title === id ? '' : `   ${inert(title)}`}`, width - where.length - 2)
  return `${left}${' '.repeat(Math.max(0, width - where.length - [...left].length))}${where}`.trimEnd()
}

const measuredLine = (judgement: Judgement): string => {
  const { samples, effective } = judgement
  const count =
    effective === null || effective > samples * 0.9
      ? `n ${samples}`
      : `n ${samples}, effective ${Math.floor(effective)}`
  return [measuredOf(judgement), intervalOf(judgement), `(${count})`].filter(part => part !== null).join('   ')
}
