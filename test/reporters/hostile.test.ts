import { expect, test } from 'vitest'
import type { Fact } from '../../src/core/fact.js'
import { reporters } from '../../src/reporters/index.js'
import { buildReport, conclude } from '../../src/run/report.js'
import { always, failed, journalOf, phase, planOf, runPhases, slo, slow } from '../support/journal-factory.js'

const HOSTILE =
  '\x1b[2J\x07\r\n]]></failure><script>alert(1)</script>|`x`**b**[a](http://evil.test)@someone\u202egnp\u2066\u009b\ud800\u0000'

/** A failed run in which every text that comes from outside is hostile. */
const report = (() => {
  const plan = planOf({
    ...{ name: HOSTILE, title: HOSTILE, faults: [slow({ target: HOSTILE })] },
    phases: [phase('baseline', 5), { ...phase('inject', 20), name: HOSTILE }],
    probes: [{ id: HOSTILE, type: 'http' }],
    hypotheses: [
      slo({ id: HOSTILE, title: HOSTILE, probe: HOSTILE, phases: [HOSTILE] }),
      always(1, { id: HOSTILE, title: HOSTILE, probe: HOSTILE, phases: [HOSTILE] }),
    ],
  })
  const journal = runPhases(journalOf(plan, { source: `a: 1\n\tb: ${HOSTILE}\n`.repeat(5) }), plan)
  journal.exchanges('slow', 6_000, 26_000, 500, () => true)
  journal.samples(HOSTILE, 6_000, 26_000, 100, () => failed(3_000, 'body', { status: 200, detail: HOSTILE }))
  const trouble: readonly Fact[] = [
    { type: 'warning.raised', message: HOSTILE },
    { type: 'failure.occurred', exit: 'environment', message: HOSTILE, hints: [HOSTILE] },
  ]
  journal.add(...trouble)
  return buildReport(journal.ended(conclude(journal.entries)).entries)
})()

const pages = reporters.map(reporter => ({ name: reporter.name, page: String(reporter.render(report)) }))

const page = (name: string): string => pages.find(one => one.name === name)?.page ?? ''

test.each(pages)('$name holds nothing that steers a terminal or turns text around', ({ page }) => {
  expect(page).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/)
  expect(page).not.toMatch(/\p{Surrogate}/u)
  expect(page).toContain('evil')
})

test('the text shows hostile bytes as escapes, one line each, at most 38 of them and 96 wide', () => {
  const lines = page('text').trimEnd().split('\n')
  expect(page('text')).toContain('\\x1b[2J\\x07\\r\\n')
  expect(lines.length).toBeLessThanOrEqual(38)
  expect(Math.max(...lines.map(line => [...line].length))).toBeLessThanOrEqual(96)
})

test('JSON is the same data', () => {
  expect(JSON.parse(page('json'))).toEqual(report)
})

/** The names of elements in order, end tags with a slash; throws at what is not well-formed XML. */
const tagsOf = (xml: string): readonly string[] => {
  const tags: string[] = []
  const open: string[] = []
  const token =
    /<!\[CDATA\[[\s\S]*?\]\]>|<\?xml [^<>]*\?>|<(\/?)([a-z-]+)((?: [a-z]+="[^"<]*")*)(\/?)>|([^<>&]|&#?\w+;)+|([\s\S])/g
  for (const [, end, name, , closed, , stray] of xml.matchAll(token)) {
    if (stray !== undefined) throw new Error(`stray ${stray}`)
    if (name === undefined) continue
    if (end === '/' && open.pop() !== name) throw new Error(`</${name}> ends another element`)
    if (end !== '/' && closed !== '/') open.push(name)
    if (end !== '/') tags.push(name)
  }
  if (open.length > 0) throw new Error(`${open.join(', ')} never ends`)
  return tags
}

test('JUnit stays well-formed, and holds only its own elements', () => {
  const allowed = [
    'testsuites',
    'testsuite',
    'properties',
    'property',
    'testcase',
    'failure',
    'error',
    'skipped',
    'system-out',
  ]
  expect(tagsOf(page('junit')).filter(tag => !allowed.includes(tag))).toEqual([])
})

test('cases of JUnit have unique names even where ids are the same', () => {
  const names = [...page('junit').matchAll(/<testcase classname="([^"]*)" name="([^"]*)"/g)].map(
    ([, a, b]) => `${a}/${b}`,
  )
  expect(names.length).toBe(6)
  expect(new Set(names).size).toBe(names.length)
})

test('Markdown has no markup, link or mention that the report did not make', () => {
  const markdown = page('markdown')
  expect(markdown).not.toMatch(/<script|@someone|\]\(|\*\*b|`x`|:\/\//)
  expect([...markdown.matchAll(/<(\/?[a-z]+)/g)].map(([, tag]) => tag?.replace('/', ''))).not.toContain('failure')
})

test('rows of a Markdown table have the cells of its head', () => {
  const bars = page('markdown')
    .split('\n')
    .filter(line => line.startsWith('|'))
    .map(line => line.split('|').length)
  expect(new Set(bars)).toEqual(new Set([9, 7, 11]))
})
