import { expect, test } from 'vitest'
import { html } from '../../src/reporters/html.js'
import { markdown } from '../../src/reporters/markdown.js'
import { buildReport } from '../../src/run/report.js'
import { journalOf, planOf } from '../support/journal-factory.js'

const told = planOf({ owner: 'team-<checkout>', links: { dashboard: 'https://grafana.example/d?a=1&b=2' } })
const untold = planOf()
const pageOf = (plan: typeof told) => String(html.render(buildReport(journalOf(plan).entries)))
const notesOf = (plan: typeof told) => String(markdown.render(buildReport(journalOf(plan).entries)))

test('a page names the owner of its experiment, and links to where more is to be seen', () => {
  expect(pageOf(told)).toContain(
    'owner: team-&lt;checkout&gt; · <a href="https://grafana.example/d?a=1&amp;b=2" rel="noreferrer">dashboard</a>',
  )
  expect(pageOf(untold)).not.toContain('owner:')
})

test('a comment names both as text, which mentions nobody and leads nowhere by accident', () => {
  expect(notesOf(told)).toMatch(/\n\nowner: team-&lt;checkout&gt; · dashboard: <code>https&#58;/)
  expect(notesOf(untold)).not.toContain('owner:')
})
