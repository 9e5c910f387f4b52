import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import * as v from 'valibot'
import { comparedName } from '../../core/measure.js'
import type { Side } from '../../core/plan.js'
import type { Sheet } from '../check/sheet.js'
import { CODES } from '../codes.js'
import type { Path } from '../yaml/tree.js'
import type { Judging } from './versus.js'

const bound = v.nullable(v.number())
const side = v.object({ measured: v.number(), low: bound, high: bound })
const judgement = v.object({
  id: v.string(),
  phase: v.nullable(v.string()),
  measure: v.string(),
  measured: bound,
  interval: v.nullable(v.object({ low: bound, high: bound })),
  compared: v.optional(v.object({ here: side })),
})
const stored = v.object({
  schema: v.literal('report/1'),
  plan: v.object({ name: v.string() }),
  judgements: v.array(judgement),
})

/**
 * What a stored report says of a hypothesis, by phase. A report that is not there yet says nothing, which is a warning:
 * the first run has none.
 */
export const readStored = (
  sheet: Sheet,
  path: Path,
  file: string,
  { id, name, measure, folder }: Judging,
): Readonly<Record<string, Side>> => {
  const warn = (message: string, hint: string) =>
    sheet.report({ code: CODES.noBaseline, severity: 'warning', path, message, hints: [hint] })
  const text = textOf(resolve(folder, file))
  if (text === null) {
    warn(`there is no ${file} to compare with yet`, `keep the report.json of a good run as ${file}`)
    return {}
  }
  const read = v.safeParse(v.pipe(v.string(), v.parseJson(), stored), text)
  if (!read.success) {
    sheet.report({ code: CODES.wrong, path, message: `${file} is not the report.json of a run` })
    return {}
  }
  const { plan, judgements } = read.output
  if (plan.name !== name) warn(`${file} is of another experiment, ${plan.name}`, `run ${name}, and keep its report`)
  const names = [measure.name, comparedName(measure.name, 'ratio'), comparedName(measure.name, 'difference')]
  const mine = judgements.filter(one => one.id === id && names.includes(one.measure))
  return Object.fromEntries(mine.flatMap(one => (one.phase === null ? [] : sidesOf(one.phase, one))))
}

const sidesOf = (phase: string, { measured, interval, compared }: v.InferOutput<typeof judgement>) => {
  if (compared) return [[phase, compared.here] as const]
  if (measured === null) return []
  return [
    [phase, { measured, low: interval ? interval.low : measured, high: interval ? interval.high : measured }] as const,
  ]
}

const textOf = (path: string): string | null => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}
