import { expect, test } from 'vitest'
import { junit } from '../../src/reporters/junit.js'
import { markdown } from '../../src/reporters/markdown.js'
import { text } from '../../src/reporters/text.js'
import { buildReport, conclude } from '../../src/run/report.js'
import { answered, failed, journalOf, phase, planOf, runPhases, slo } from '../support/journal-factory.js'
import { storyOf } from '../support/stories.js'

/** A run of many hypotheses, every second of which fails, with long titles and many warnings. */
const reportOf = (count: number) => {
  const probes = Array.from({ length: 20 }, (_, at) => ({ id: `probe-${at}`, type: 'http' }))
  const hypotheses = Array.from({ length: count }, (_, at) =>
    slo({ id: `hypothesis-${at}`, title: 'ü|<'.repeat(200), probe: `probe-${at % 20}`, confidence: null }),
  )
  const plan = planOf({ faults: [], phases: [phase('inject', 10, { faults: [] })], probes, hypotheses })
  const journal = runPhases(journalOf(plan), plan)
  for (const [at, { id }] of probes.entries())
    journal.samples(id, 1_000, 11_000, 500, () =>
      at % 2 === 0 ? answered(10) : failed(3_000, 'timeout', { detail: '字'.repeat(500) }),
    )
  journal.add(
    ...Array.from(
      { length: 2_000 },
      (_, at) => ({ type: 'warning.raised', message: `${at} ${'w'.repeat(300)}` }) as const,
    ),
  )
  return buildReport(journal.ended(conclude(journal.entries)).entries)
}

const report = reportOf(300)

test('the text has at most 38 lines, and failures go before all else', () => {
  const lines = text.render(report).toString().trimEnd().split('\n')
  expect(lines.length).toBeLessThanOrEqual(38)
  expect(lines[3]).toContain('✖ hypothesis-1')
  expect(lines.join('\n')).toMatch(/… \d+ more lines are in the report/)
  expect(lines.at(-1)).toBe('  150 failed · 150 passed')
})

test('no line of the text is wider than 96 columns, though a load has much to tell', () => {
  const load = {
    load: 'shoppers-of-a-long-name',
    sent: 1_234_567,
    failed: 1_234,
    dropped: 7_654_321,
    lateP99: 12_345,
    p50: 12_345,
    p95: 54_321,
  }
  const lines = text
    .render({ ...buildReport(storyOf('pass')), load: [load] })
    .toString()
    .split('\n')
  expect(lines.some(line => line.includes('7654321 dropped'))).toBe(true)
  expect(lines.filter(line => [...line].length > 96)).toEqual([])
})

test('Markdown fits a comment on a pull request, and says that there is more', () => {
  const page = markdown.render(report).toString()
  expect(Buffer.byteLength(page)).toBeLessThan(60_000)
  expect(page).toContain('240 more hypotheses are in the report.')
})

test('the output of JUnit stays small, and every hypothesis has its case', () => {
  const page = junit.render(report).toString()
  const [, output = ''] = /<system-out>([\s\S]*)<\/system-out>/.exec(page) ?? []
  expect(Buffer.byteLength(output)).toBeLessThan(64 * 1024)
  expect(page.match(/<testcase /g)?.length).toBe(304)
})
