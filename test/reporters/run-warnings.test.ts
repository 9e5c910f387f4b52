import { expect, test } from 'vitest'
import type { Fact } from '../../src/core/fact.js'
import { github } from '../../src/reporters/github.js'
import { gitlab } from '../../src/reporters/gitlab.js'
import { html } from '../../src/reporters/html.js'
import { json } from '../../src/reporters/json.js'
import { junit } from '../../src/reporters/junit.js'
import { markdown } from '../../src/reporters/markdown.js'
import { tap } from '../../src/reporters/tap.js'
import { text } from '../../src/reporters/text.js'
import { buildReport } from '../../src/run/report.js'
import { answered, journalOf, planOf, runPhases } from '../support/journal-factory.js'

const reportOf = (...facts: readonly Fact[]) => {
  const plan = planOf()
  const journal = runPhases(journalOf(plan), plan).samples('home', 1_000, 41_000, 200, () => answered(80))
  journal.add(...facts)
  return buildReport(journal.ended('pass').entries)
}
const step: Fact = { type: 'wallClock.stepped', byMs: 90_000, withinMs: 250 }
const warning = (message: string): Fact => ({ type: 'warning.raised', message })

test.each([text, json, junit, markdown, html, github, gitlab, tap])(
  '$name names a step of the wall clock, and only then',
  reporter => {
    const said = /wall clock/i
    expect(String(reporter.render(reportOf(step)))).toMatch(said)
    expect(String(reporter.render(reportOf()))).not.toMatch(said)
  },
)

test('each warning has a fingerprint of its own', () => {
  const issues: readonly { check_name: string; fingerprint: string }[] = JSON.parse(
    String(gitlab.render(reportOf(warning('one'), warning('two')))),
  )
  const prints = issues.filter(one => one.check_name.startsWith('fallacy/warning')).map(one => one.fingerprint)
  expect(prints).toHaveLength(2)
  expect(new Set(prints).size).toBe(2)
})

test('of many warnings ten lines are told, the last says how many more there are', () => {
  const many = reportOf(...Array.from({ length: 50 }, (_, at) => warning(`odd ${at}`)))
  const lines = String(tap.render(many)).match(/^# .*$/gm) ?? []
  expect(lines).toHaveLength(10)
  expect(lines.at(-1)).toBe('# 41 more warnings are in the report')
})

test('a warning of strangers makes no test point', () => {
  expect(String(tap.render(reportOf(warning('odd\nnot ok 1 - mine'))))).not.toMatch(/^not ok .* mine/m)
})
