import type { Judgement, Report } from '../core/report.js'
import { exampleOf, firstWarnings, intervalOf, measuredOf, SECRETS_SHOWN } from './show.js'

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

/** Hypotheses that did not hold, errors first; before them what is to be said of the whole run, after them its warnings. */
export const concernsOf = (report: Report): readonly Concern[] => {
  const judged = report.outcome === 'notSteady' ? report.gate : report.judgements
  const concerns = judged.flatMap(one => {
    const level = levelOf(one)
    return level === null ? [] : [concernOf(one, level)]
  })
  const sorted = concerns.toSorted((a, b) => a.level.localeCompare(b.level))
  return [...wholeRun(report), ...sorted, ...warningsOf(report)]
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
  const whole = ofTheRun(file)
  return [
    ...(JUDGED.has(outcome) ? [] : [{ ...whole, level: 'error', id: outcome, what: reason } as const]),
    ...(secretsShown ? [{ ...whole, level: 'warning', id: 'secrets', what: SECRETS_SHOWN } as const] : []),
  ]
}

/** Each has an id of its own, so that none hides another where ids tell them apart. */
const warningsOf = (report: Report): readonly Concern[] =>
  firstWarnings(report).map((what, at) => ({
    ...ofTheRun(report.file),
    level: 'warning',
    id: at === 0 ? 'warning' : `warning ${at + 1}`,
    what,
  }))

const ofTheRun = (file: string) => ({ phase: null, file, line: 1, column: 1 })
