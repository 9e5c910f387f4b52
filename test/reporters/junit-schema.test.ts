import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { Report } from '../../src/core/report.js'
import { junit } from '../../src/reporters/junit.js'
import { buildReport } from '../../src/run/report.js'
import { temporaryFolder } from '../support/cli.js'
import { hostileStory } from '../support/hostile-story.js'
import { need } from '../support/need.js'
import { STORY_NAMES, storyOf } from '../support/stories.js'
import { parseXml } from '../support/strict-xml.js'

const SCHEMA = fileURLToPath(new URL('../support/junit.xsd', import.meta.url))

const reports: readonly (readonly [string, Report])[] = [
  ...STORY_NAMES.map(story => [story, buildReport(storyOf(story))] as const),
  ['hostile', buildReport(hostileStory())],
]

/** Fifty failing hypotheses of one name; the first has a megabyte to say. */
const fifty = (): Report => {
  const report = buildReport(storyOf('fail'))
  const [failed] = report.judgements.filter(({ verdict }) => verdict === 'fail')
  if (failed === undefined) throw new Error('nothing failed')
  const whyOf = (at: number) => `${'x'.repeat(at === 0 ? 1_000_000 : 100)}]]></failure>\u0000`
  return { ...report, judgements: Array.from({ length: 50 }, (_, at) => ({ ...failed, why: whyOf(at) })) }
}

const validate = (documents: Readonly<Record<string, string>>) => {
  using folder = temporaryFolder(documents)
  const { stderr } = spawnSync('xmllint', ['--noout', '--schema', SCHEMA, ...Object.keys(documents)], {
    cwd: folder.path,
    encoding: 'utf8',
  })
  return stderr.trim().split('\n').sort()
}

test('every document is valid by the schema that CI systems read by', context => {
  need(context, 'xmllint')
  const several = String(junit.renderAll?.(reports.map(([, report]) => report)))
  const one = (report: Report) => String(junit.render(report))
  const documents = {
    ...Object.fromEntries(reports.map(([name, report]) => [`${name}.xml`, one(report)])),
    ...{ 'fifty.xml': one(fifty()), 'several.xml': several },
  }
  expect(validate(documents)).toEqual(
    Object.keys(documents)
      .map(name => `${name} validates`)
      .sort(),
  )
  const wrong = one(fifty()).replace('<testcase classname=', '<testcase class=')
  expect(validate({ 'wrong.xml': wrong }).join('\n')).toContain("The attribute 'class' is not allowed")
})

test.each(reports)('the story of %s is well-formed', (_, report) =>
  expect(parseXml(String(junit.render(report))).name).toBe('testsuites'),
)

test('fifty failing hypotheses of one name are fifty failures that can be told apart', () => {
  const root = parseXml(String(junit.render(fifty())))
  const cases = root.children[0]?.children.filter(({ name }) => name === 'testcase') ?? []
  expect(cases.filter(({ children }) => children[0]?.name === 'failure')).toHaveLength(50)
  expect(new Set(cases.map(({ attributes }) => `${attributes.classname}/${attributes.name}`)).size).toBe(cases.length)
})

test('the strict parser is strict', () => {
  const page = (text: string) => `<?xml version="1.0" encoding="UTF-8"?>\n${text}`
  for (const wrong of [
    '<a>',
    '<a></b>',
    '<a>&</a>',
    '<a x="1" x="2"/>',
    '<a>]]></a>',
    '<a>\u0001</a>',
    '<a/><b/>',
    'a',
  ])
    expect(() => parseXml(page(wrong)), wrong).toThrow()
  expect(parseXml(page('<a b="&lt;&#10;"><![CDATA[<]]>&amp;</a>'))).toMatchObject({
    attributes: { b: '<\n' },
    text: '<&',
  })
})
