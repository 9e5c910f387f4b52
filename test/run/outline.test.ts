import { expect, test } from 'vitest'
import type { Entry } from '../../src/core/journal.js'
import type { Judgement, Report } from '../../src/core/report.js'
import { html } from '../../src/reporters/html.js'
import { outline } from '../../src/run/outline.js'
import { buildReport } from '../../src/run/report.js'
import { storyOf } from '../support/stories.js'

/** A story as it is told where the file asks for these samples. */
const told = (entries: readonly Entry[], samples: 'all' | 'none'): Report =>
  buildReport(
    entries
      .map(entry => (samples === 'none' ? outline(entry) : entry))
      .map(entry => (entry.type === 'run.started' ? { ...entry, plan: { ...entry.plan, samples } } : entry)),
  )

const examplesIn = ({ judgements, gate, series }: Report) => [
  ...[...judgements, ...gate].flatMap(({ examples }) => examples),
  ...series.flatMap(({ slowest }) => slowest),
]

test.each(['pass', 'fail', 'inconclusive', 'aborted'] as const)(
  'the story %s ends with the same verdicts, whatever samples are kept of it',
  name => {
    const verdicts = ({ judgements, gate, outcome, reason, probes }: Report) => {
      const bare = (one: Judgement) => ({ ...one, examples: [] })
      return { judgements: judgements.map(bare), gate: gate.map(bare), outcome, reason, probes }
    }
    const whole = verdicts(buildReport(storyOf(name)))
    expect(verdicts(told(storyOf(name), 'none'))).toEqual(whole)
    expect(verdicts(told(storyOf(name), 'all'))).toEqual(whole)
  },
)

test('without samples there is no example, and nothing tells what was asked for or found', () => {
  const report = told(storyOf('fail'), 'none')
  expect(examplesIn(buildReport(storyOf('fail')))).not.toEqual([])
  expect(examplesIn(report)).toEqual([])
  expect(report.cited).toEqual([])
  expect(html.render(report)).toContain('No samples were kept')
  const kept = storyOf('fail').map(outline)
  expect(kept.filter(entry => entry.type === 'exchange.opened' && entry.target !== '')).toEqual([])
  expect(kept.filter(entry => entry.type === 'probe.sampled' && !entry.sample.ok && entry.sample.detail)).toEqual([])
})

test('what a probe says of itself is no sample of the system, and stays', () => {
  const sample = { ok: false, latencyMs: 1, error: 'probeError', detail: 'there is no file spool' } as const
  const entry = { t: 1, type: 'probe.sampled', probe: 'spool', sample } as const
  expect(outline(entry)).toEqual(entry)
})

test('with all samples each judgement of a phase has examples, also one that holds', () => {
  const few = buildReport(storyOf('pass')).judgements.filter(({ examples }) => examples.length > 0)
  const { judgements, ...report } = told(storyOf('pass'), 'all')
  const many = judgements.filter(({ phase, examples }) => phase !== null && examples.length > 0)
  expect(many.length).toBeGreaterThan(few.length)
  expect(many.map(({ id }) => id)).toContain('usable')
  expect(html.render({ ...report, judgements })).toContain('For usable in inject')
})
