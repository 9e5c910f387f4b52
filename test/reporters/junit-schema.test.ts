import { expect, test } from 'vitest'
import type { Report } from '../../src/core/report.js'
import { junit } from '../../src/reporters/junit.js'
import { buildReport } from '../../src/run/report.js'
import { hostileStory } from '../support/hostile-story.js'
import { STORY_NAMES, storyOf } from '../support/stories.js'
import { parseXml, type XmlElement } from '../support/strict-xml.js'

/** What the schema that Jenkins publishes and the others read allows in an element, in its order. */
const CHILDREN: Readonly<Record<string, RegExp>> = {
  testsuites: /^(testsuite )*$/,
  testsuite: /^(properties )?(testcase )*(system-out )?(system-err )?$/,
  properties: /^(property )*$/,
  testcase: /^(skipped |error |failure )?(system-out )?(system-err )?$/,
}
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  testsuite: ['name', 'tests', 'failures', 'errors', 'skipped', 'time', 'timestamp'],
  property: ['name', 'value'],
  testcase: ['name', 'classname', 'time'],
}
const VALUES: Readonly<Record<string, RegExp>> = {
  ...{ tests: /^\d+$/, failures: /^\d+$/, errors: /^\d+$/, skipped: /^\d+$/, time: /^\d+(\.\d+)?$/ },
  timestamp: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/,
}

const faultsOf = ({ name, attributes, children }: XmlElement): readonly string[] => {
  const order = children.map(child => `${child.name} `).join('')
  return [
    ...((CHILDREN[name] ?? /^$/).test(order) ? [] : [`${name} holds ${order}`]),
    ...(NEEDED[name] ?? []).filter(key => !(key in attributes)).map(key => `${name} has no ${key}`),
    ...Object.entries(attributes).flatMap(([key, value]) =>
      (VALUES[key] ?? /^/).test(value) ? [] : [`${name} ${key}=${value}`],
    ),
    ...children.flatMap(faultsOf),
  ]
}

const reports: readonly (readonly [string, Report])[] = [
  ...STORY_NAMES.map(story => [story, buildReport(storyOf(story))] as const),
  ['hostile', buildReport(hostileStory())],
]

test.each(reports)('the story of %s is well-formed and as the schema says', (_, report) => {
  const root = parseXml(String(junit.render(report)))
  expect(root.name).toBe('testsuites')
  expect(faultsOf(root)).toEqual([])
})

test('fifty failing hypotheses of one name are fifty failures that can be told apart', () => {
  const report = buildReport(storyOf('fail'))
  const [failed] = report.judgements.filter(({ verdict }) => verdict === 'fail')
  if (failed === undefined) throw new Error('nothing failed')
  const whyOf = (at: number) => `${'x'.repeat(at === 0 ? 1_000_000 : 100)}]]></failure>\u0000`
  const judgements = Array.from({ length: 50 }, (_, at) => ({ ...failed, why: whyOf(at) }))
  const many = { ...report, judgements }
  const root = parseXml(String(junit.render(many)))
  expect(faultsOf(root)).toEqual([])
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
