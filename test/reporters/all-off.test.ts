import { expect, test } from 'vitest'
import { html } from '../../src/reporters/html.js'
import { junit } from '../../src/reporters/junit.js'
import { markdown } from '../../src/reporters/markdown.js'
import { text } from '../../src/reporters/text.js'
import { buildReport } from '../../src/run/report.js'
import { answered, journalOf, phase, planOf } from '../support/journal-factory.js'

/** A run of one phase with every fault off. */
const report = () => {
  const plan = planOf({ phases: [phase('inject', 40)] })
  const journal = journalOf(plan, { withoutFaults: true })
    .add({ type: 'phase.started', phase: 'inject', kind: 'inject', durationMs: 40_000, settleMs: 0 })
    .samples('home', 0, 40_000, 200, () => answered(80))
    .at(40_000)
    .add({ type: 'phase.ended', phase: 'inject' }, { type: 'faults.removed', verified: true, afterMs: 1 })
  return buildReport(journal.ended('pass').entries)
}

test.each([text, markdown, html, junit])(
  'a run with every fault off says so in $name, and nothing failed for it',
  one => {
    const shown = String(one.render(report()))
    expect(shown).toContain('all were off, so what fails is a false alarm of its limit')
    expect(shown).not.toContain('<failure')
  },
)
