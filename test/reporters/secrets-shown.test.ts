import { expect, test } from 'vitest'
import { tellStart } from '../../src/cli/story.js'
import { openingOf } from '../../src/hypothesis/evidence.js'
import { github } from '../../src/reporters/github.js'
import { reporters } from '../../src/reporters/index.js'
import { text } from '../../src/reporters/text.js'
import { buildReport } from '../../src/run/report.js'
import { answered, journalOf, planOf, runPhases } from '../support/journal-factory.js'

const entriesOf = (secretsShown: boolean) => {
  const plan = planOf()
  return runPhases(journalOf(plan, secretsShown ? { secretsShown } : {}), plan)
    .samples('home', 1_000, 41_000, 200, () => answered(80))
    .ended('pass').entries
}
const STAMP = /secrets are shown|"secretsShown":\s*true/

test.each([...new Set([...reporters, text, github])])('$name says when secrets are shown, and only then', reporter => {
  expect(String(reporter.render(buildReport(entriesOf(true))))).toMatch(STAMP)
  expect(String(reporter.render(buildReport(entriesOf(false))))).not.toMatch(STAMP)
})

test('so does the head of a view', () => {
  const [shown, masked] = [openingOf(entriesOf(true)), openingOf(entriesOf(false))]
  expect(shown && tellStart(shown)).toMatch(STAMP)
  expect(masked && tellStart(masked)).not.toMatch(STAMP)
})
