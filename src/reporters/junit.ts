import { clip, inert } from '../core/inert.js'
import { runName } from '../core/plan.js'
import type { Judgement, Report } from '../core/report.js'
import { defineReporter } from '../core/reporter.js'
import { type Case, caseElement, type Outcome } from './junit-case.js'
import { fixedCases } from './junit-fixed.js'
import { propertiesOf } from './junit-properties.js'
import { clockTime, exampleOf, intervalOf, measuredOf, worstOf } from './show.js'
import { cdata, element } from './xml.js'

/** GitLab chokes on huge nodes. */
const MOST_OUTPUT = 60_000

/** One suite a run, one case for each hypothesis in each phase, and fixed ones for what every run must show. */
export const junit = defineReporter({
  name: 'junit',
  summary: 'JUnit XML for CI',
  file: 'junit.xml',
  render: report => suites([report]),
  renderAll: reports => suites(reports),
})

const suites = (reports: readonly Report[]): string => {
  const ms = reports.reduce((sum, { durationMs }) => sum + durationMs, 0)
  // Schemas know no count of those that were skipped here.
  const { skipped: _, ...counts } = totalsOf(reports.flatMap(casesOf), ms)
  const names = uniqueNames()
  const all = reports.map(report => suiteOf(report, casesOf(report).map(names)))
  const root = element('testsuites', { name: 'fallacy', ...counts }, all)
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`
}

const suiteOf = (report: Report, cases: readonly Case[]): string =>
  element(
    'testsuite',
    {
      name: inert(runName(report.plan)),
      ...totalsOf(cases, report.durationMs),
      timestamp: report.startedAt.replace(/(\.\d+)?Z$/, ''),
    },
    [element('properties', {}, propertiesOf(report)), ...cases.map(caseElement), output(report)],
  )

const totalsOf = (cases: readonly Case[], ms: number) => ({
  ...{ tests: cases.length, ...countsOf(cases), time: seconds(ms) },
})

/** What every run must show, then each hypothesis in each phase; names may come more than once. */
export const casesOf = (report: Report): readonly Case[] => [
  ...fixedCases(report),
  ...report.judgements.map(one => caseOf(one, report)),
]

const caseOf = (judgement: Judgement, report: Report): Case => {
  const { id, phase } = judgement
  return {
    classname: `${runName(report.plan)}.${phase ?? 'run'}`,
    name: id,
    seconds: seconds(lengthOf(phase, report)),
    outcome: outcomeOf(judgement, report),
  }
}

const outcomeOf = (judgement: Judgement, { plan: { junit } }: Report): Outcome => {
  const { verdict, severity, onInconclusive, why } = judgement
  const message = messageOf(judgement)
  const details = detailsOf(judgement)
  if (verdict === 'pass') return { kind: 'pass' }
  if (verdict === 'skipped') return { kind: 'skipped', message: inert(why) }
  if (severity === 'warn')
    return junit.warn === 'failure'
      ? { kind: 'failure', type: 'warn', message: `WARN ${message}`, details }
      : { kind: junit.warn, message: `WARN ${message}` }
  if (verdict === 'fail') return { kind: 'failure', type: judgement.kind, message, details }
  if (onInconclusive !== 'fail' || junit.inconclusive === 'skipped') return { kind: 'skipped', message }
  return { kind: junit.inconclusive, type: 'inconclusive', message, details }
}

const messageOf = (judgement: Judgement): string => {
  const { measure, limit, samples, effective, verdict, why } = judgement
  const parts = [`${measure} = ${measuredOf(judgement)}`, intervalOf(judgement), `limit ${limit}`, `n=${samples}`]
  const count = effective === null ? '' : ` (n_eff ${Math.floor(effective)})`
  return inert(`${parts.filter(part => part !== null).join(', ')}${count}${verdict === 'fail' ? '' : `: ${why}`}`)
}

const detailsOf = (judgement: Judgement): string => {
  const { title, why, advice, examples, place } = judgement
  const worst = worstOf(judgement)
  const shown = examples.map(example => `example: ${exampleOf({ ...judgement, examples: [example] }, 300)}`)
  return [
    inert(title),
    `why: ${inert(why)}`,
    ...(advice === null ? [] : [`try: ${inert(advice)}`]),
    ...(worst === null ? [] : [`worst: ${worst}`]),
    ...shown,
    `declared: ${inert(`${place.file}:${place.line}:${place.column}`)}`,
  ].join('\n')
}

const output = ({ timeline }: Report): string => {
  const lines = timeline.map(({ t, text }) => `${clockTime(t)}  ${clip(inert(text), 500)}`)
  const text = lines.join('\n')
  return element('system-out', {}, [cdata(text.length > MOST_OUTPUT ? `${text.slice(0, MOST_OUTPUT)}\n…` : text)])
}

const countsOf = (cases: readonly Case[]) => {
  const count = (kind: Outcome['kind']) => cases.filter(({ outcome }) => outcome.kind === kind).length
  return { failures: count('failure'), errors: count('error'), skipped: count('skipped') }
}

/** Tells cases of one name apart: GitLab shows only the first of them in a document, whatever their suites. */
export const uniqueNames = () => {
  const seen = new Map<string, number>()
  return (one: Case): Case => {
    const key = `${one.classname}/${one.name}`
    const count = (seen.get(key) ?? 0) + 1
    seen.set(key, count)
    return count === 1 ? one : { ...one, name: `${one.name} (${count})` }
  }
}

const seconds = (ms: number): string => (ms / 1_000).toFixed(3)

const lengthOf = (phase: string | null, { phases, durationMs }: Report): number => {
  const found = phases.find(({ name }) => name === phase)
  return found === undefined ? 0 : (found.toMs ?? durationMs) - found.fromMs
}
