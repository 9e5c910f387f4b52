import type { Judgement, Report } from '../core/report.js'
import { exampleOf, intervalOf, measuredOf, SECRETS_SHOWN } from './show.js'

/** What a CI should show at a line of the experiment; `what` is one line, not yet inert. */
export interface Concern {
  readonly level: 'error' | 'warning'
  readonly id: string
  readonly phase: string | null
  readonly what: string
  readonly file: string
  readonly line: number
  readonly column: number
}

/** Hypotheses that did not hold, and first of all what is to be said of the whole run; errors before warnings. */
export const concernsOf = (report: Report): readonly Concern[] => {
  const judged = report.outcome === 'notSteady' ? report.gate : report.judgements
  const concerns = judged.flatMap(one => {
    const level = levelOf(one)
    return level === null ? [] : [concernOf(one, level)]
  })
  const sorted = concerns.toSorted((a, b) => a.level.localeCompare(b.level))
  return [...wholeRun(report), ...sorted]
}

/** What was skipped says nothing; what was cut short by the end of the run says no more than that. */
const levelOf = ({ verdict, severity, onInconclusive }: Judgement): Concern['level'] | null => {
  if (verdict === 'pass' || verdict === 'skipped') return null
  if (severity === 'warn') return 'warning'
  return verdict === 'fail' || onInconclusive === 'fail' ? 'error' : 'warning'
}

const concernOf = (judgement: Judgement, level: Concern['level']): Concern => {
  const { id, phase, measure, limit, why, place } = judgement
  const measured = [`${measure} = ${measuredOf(judgement)}`, intervalOf(judgement), `limit ${limit}`]
  const example = exampleOf(judgement, 200)
  const what = `${measured.filter(part => part !== null).join(', ')}: ${why}${example === null ? '' : `; example: ${example}`}`
  return { level, id, phase, what, file: place.file, line: place.line, column: place.column }
}

const JUDGED: ReadonlySet<Report['outcome']> = new Set(['pass', 'fail', 'inconclusive'])

const wholeRun = ({ outcome, reason, file, secretsShown }: Report): readonly Concern[] => {
  const whole = { phase: null, file, line: 1, column: 1 }
  return [
    ...(JUDGED.has(outcome) ? [] : [{ ...whole, level: 'error', id: outcome, what: reason } as const]),
    ...(secretsShown ? [{ ...whole, level: 'warning', id: 'secrets', what: SECRETS_SHOWN } as const] : []),
  ]
}
