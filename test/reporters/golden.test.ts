import { expect, test } from 'vitest'
import { reporters } from '../../src/reporters/index.js'
import { buildReport } from '../../src/run/report.js'
import { STORY_NAMES, storyOf } from '../support/stories.js'

const SUFFIXES: Readonly<Record<string, string>> = { text: 'txt', junit: 'xml', markdown: 'md' }

const shown = reporters.filter(({ name }) => name in SUFFIXES)
const pages = STORY_NAMES.flatMap(story => shown.map(reporter => ({ story, reporter, name: reporter.name })))

test.each(pages)('the story of $story as $name is as it was', async ({ story, reporter, name }) => {
  const page = reporter.render(buildReport(storyOf(story)))
  await expect(String(page)).toMatchFileSnapshot(`../golden/reports/${story}.${SUFFIXES[name]}`)
})

test('the same journal gives the same bytes, in every format', () => {
  for (const story of STORY_NAMES) {
    const [one, other] = [buildReport(storyOf(story)), buildReport(storyOf(story))]
    for (const reporter of reporters) expect(reporter.render(one)).toEqual(reporter.render(other))
  }
})

test('formats have names and files of their own', () => {
  const names = reporters.map(({ name }) => name)
  const files = reporters.flatMap(({ file }) => (file === null ? [] : [file]))
  expect(new Set(names).size).toBe(names.length)
  expect(new Set(files).size).toBe(files.length)
})
