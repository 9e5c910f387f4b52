import { expect, test } from 'vitest'
import type { Report } from '../../src/core/report.js'
import { github } from '../../src/reporters/github.js'
import { gitlab } from '../../src/reporters/gitlab.js'
import { ndjson } from '../../src/reporters/ndjson.js'
import { tap } from '../../src/reporters/tap.js'
import { buildReport } from '../../src/run/report.js'
import { hostileStory } from '../support/hostile-story.js'
import { STORY_NAMES, storyOf } from '../support/stories.js'

const UNSAFE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/

const reportOf = (story: (typeof STORY_NAMES)[number]): Report => buildReport(storyOf(story))

const linesOf = (text: string | Uint8Array): readonly string[] => String(text).trimEnd().split('\n')

const manyFailures = (count: number): Report => {
  const report = reportOf('fail')
  const [first] = report.judgements.filter(({ verdict }) => verdict === 'fail')
  if (first === undefined) throw new Error('nothing failed')
  return { ...report, judgements: Array.from({ length: count }, (_, at) => ({ ...first, id: `h${at}` })) }
}

test.each([
  ['fail', 'github', github],
  ['aborted', 'github', github],
  ['fail', 'gitlab', gitlab],
  ['fail', 'tap', tap],
  ['inconclusive', 'tap', tap],
] as const)('the story of %s for %s is as it was', async (story, name, reporter) => {
  await expect(String(reporter.render(reportOf(story)))).toMatchFileSnapshot(`../golden/reports/${story}.${name}`)
})

test('an annotation stands at the line that declares its hypothesis', () => {
  expect(linesOf(github.render(reportOf('fail')))[0]).toMatch(
    /^::error file=experiments\/slow-payments\.yaml,line=6,col=5,title=usable in inject::latency\.p95 = /,
  )
})

test('at most ten annotations of a level are made, the tenth tells how many are left', () => {
  const errors = (count: number) =>
    linesOf(github.render(manyFailures(count))).filter(line => line.startsWith('::error'))
  expect(errors(10)).toHaveLength(10)
  expect(errors(10).at(-1)).toContain('title=h9')
  expect(errors(50)).toHaveLength(10)
  expect(errors(50).at(-1)).toBe('::error::and 41 more: see the summary')
})

test('a run that was not judged to its end is an error of its own', () => {
  for (const story of ['aborted', 'notSteady', 'environment', 'torn'] as const)
    expect(linesOf(github.render(reportOf(story)))[0]).toMatch(/^::error file=experiments\/slow-payments\.yaml,line=1,/)
})

test('a run that passed is one notice and no issue', () => {
  expect(linesOf(github.render(reportOf('pass')))).toEqual(['::notice title=fallacy slow-payments::PASS: 4 passed'])
  expect(JSON.parse(String(gitlab.render(reportOf('pass'))))).toEqual([])
})

test('text of strangers makes no command, no property and no line of its own', () => {
  const lines = linesOf(github.render(buildReport(hostileStory())))
  for (const line of lines) {
    expect(line).toMatch(/^::(error|warning|notice) [^:]*::/)
    expect(line).not.toMatch(UNSAFE)
  }
  const report = reportOf('fail')
  const judgements = report.judgements.map(one => ({ ...one, id: 'a,b:c%0A::error::x\n::stop-commands::x' }))
  const [first] = linesOf(github.render({ ...report, judgements }))
  expect(first).toContain('title=a%2Cb%3Ac%250A%3A%3Aerror%3A%3Ax\\n%3A%3Astop-commands%3A%3Ax in inject::')
})

test('fingerprints for GitLab are one each, and the same for the same failure', () => {
  const prints = (report: Report): readonly string[] =>
    JSON.parse(String(gitlab.render(report))).map(({ fingerprint }: { readonly fingerprint: string }) => fingerprint)
  expect(new Set(prints(manyFailures(20))).size).toBe(20)
  expect(prints(reportOf('fail'))).toEqual(prints({ ...reportOf('fail'), run: 'ffff' }))
})

test.each(STORY_NAMES)(
  'TAP of the story of %s plans as many points as it has, and none is ok of a run that is not',
  story => {
    const report = reportOf(story)
    const lines = linesOf(tap.render(report))
    const points = lines.filter(line => /^(not )?ok /.test(line))
    expect(lines[0]).toBe('TAP version 14')
    expect(lines[1]).toBe(`1..${points.length}`)
    expect(points.some(line => line.startsWith('not ok'))).toBe(report.outcome !== 'pass')
  },
)

test('a hash in a name is no directive, and a line of details ends no block', () => {
  const report = manyFailures(1)
  const judgements = report.judgements.map(one => ({ ...one, id: 'a # SKIP b', why: 'x\n  ...\nok 1' }))
  const lines = linesOf(tap.render({ ...report, judgements }))
  expect(lines.filter(line => line.includes('a \\# SKIP b'))).toHaveLength(1)
  expect(lines.filter(line => line === '  ...')).toHaveLength(lines.filter(line => line === '  ---').length)
})

test('JSON lines: each is an object with a type, the first is the run', () => {
  for (const report of [reportOf('fail'), buildReport(hostileStory())]) {
    const lines = linesOf(ndjson.render(report))
    for (const line of lines) expect(line).not.toMatch(UNSAFE)
    const objects: readonly { readonly type: string }[] = lines.map(line => JSON.parse(line))
    expect(objects[0]).toMatchObject({ type: 'run', schema: 'report/1', outcome: report.outcome })
    expect(objects.filter(({ type }) => type === 'judgement')).toHaveLength(report.judgements.length)
  }
})
