import { expect, test } from 'vitest'
import type { Judgement, Report } from '../../src/core/report.js'
import { junit } from '../../src/reporters/junit.js'
import { buildReport } from '../../src/run/report.js'
import { storyOf } from '../support/stories.js'

const pass = buildReport(storyOf('pass'))

/** The children of the case of the first hypothesis, when that is changed so. */
const childOf = (parts: Partial<Judgement>, plan: Partial<Report['plan']['junit']> = {}): string => {
  const [first, ...rest] = pass.judgements
  if (first === undefined) throw new Error('no judgement')
  const changed = {
    ...pass,
    plan: { ...pass.plan, junit: { ...pass.plan.junit, ...plan } },
    judgements: [{ ...first, ...parts }, ...rest],
  }
  const page = junit.render(changed).toString()
  return /name="usable" time="[\d.]+"(?:\/>|>\s*<(\w+))/.exec(page)?.[1] ?? 'nothing'
}

test.each<[Partial<Judgement>, Partial<Report['plan']['junit']>, string]>([
  [{ verdict: 'pass' }, {}, 'nothing'],
  [{ verdict: 'fail' }, {}, 'failure'],
  [{ verdict: 'skipped' }, {}, 'skipped'],
  [{ verdict: 'inconclusive' }, { inconclusive: 'failure' }, 'failure'],
  [{ verdict: 'inconclusive' }, { inconclusive: 'error' }, 'error'],
  [{ verdict: 'inconclusive' }, { inconclusive: 'skipped' }, 'skipped'],
  [{ verdict: 'inconclusive', onInconclusive: 'warn' }, { inconclusive: 'failure' }, 'skipped'],
  [{ verdict: 'fail', severity: 'warn' }, { warn: 'skipped' }, 'skipped'],
  [{ verdict: 'fail', severity: 'warn' }, { warn: 'failure' }, 'failure'],
  [{ verdict: 'fail', severity: 'warn' }, { warn: 'pass' }, 'nothing'],
])('a judgement that is %j with %j has %s in its case', (parts, plan, child) => {
  expect(childOf(parts, plan)).toBe(child)
})

test.each(['aborted', 'environment', 'torn'] as const)(
  'a run that is %s has an error, so that no CI shows it green',
  story => {
    expect(junit.render(buildReport(storyOf(story))).toString()).toMatch(/name="run-completed" time="0.000">\s*<error/)
  },
)

test('the counts of a suite are those of its cases', () => {
  for (const story of ['pass', 'fail', 'inconclusive', 'aborted', 'environment', 'notSteady'] as const) {
    const page = junit.render(buildReport(storyOf(story))).toString()
    const count = (pattern: RegExp) => page.match(pattern)?.length ?? 0
    const [tests, failures, errors, skipped] = [/<testcase /g, /<failure /g, /<error /g, /<skipped /g].map(count)
    expect(page).toContain(`tests="${tests}" failures="${failures}" errors="${errors}" skipped="${skipped}"`)
  }
})
