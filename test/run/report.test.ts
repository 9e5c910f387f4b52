import { expect, test } from 'vitest'
import { UserError } from '../../src/core/problem.js'
import { buildReport, conclude } from '../../src/run/report.js'
import { answered, FILE, failed, journalOf, phase, planOf, runPhases, slo } from '../support/journal-factory.js'
import { STORY_NAMES, storyOf } from '../support/stories.js'

test.each([
  ['pass', 0, 'all 4 hypotheses held'],
  ['fail', 1, 'usable failed in inject, and 1 more'],
  ['aborted', 4, 'abort rule hurt: errorRate of home was 34 % over 10 s, limit <= 10 %'],
  ['notSteady', 5, 'no fault was injected: alive does not hold in baseline: 10 failures in a row, 2 allowed'],
  ['environment', 6, 'service checkout was not ready after 30 s'],
] as const)('the story of %s ends with exit %i and its reason', (name, exitCode, reason) => {
  expect(buildReport(storyOf(name))).toMatchObject({ outcome: name, exitCode, reason })
})

test('an inconclusive run says which hypothesis is open, and why', () => {
  const { outcome, exitCode, reason } = buildReport(storyOf('inconclusive'))
  expect({ outcome, exitCode }).toEqual({ outcome: 'inconclusive', exitCode: 3 })
  expect(reason).toMatch(/^usable is undecided in inject: 200 samples, 1871 needed to decide, and 1 more$/)
})

test('a torn journal has no exit, and nothing in it passes that had not ended', () => {
  const report = buildReport(storyOf('torn'))
  expect(report).toMatchObject({ outcome: 'torn', exitCode: null, removal: null })
  expect(report.reason).toBe('the runner died after 40.7 s; its faults ended with it')
  expect(report.judgements.map(({ verdict }) => verdict)).not.toContain('pass')
  expect(report.phases.at(-1)).toMatchObject({ name: 'inject', toMs: null })
})

test('the report shows the gate as it decided, whatever came to light later', () => {
  const entries = storyOf('pass')
  const decidedAt = entries.findIndex(({ type }) => type === 'gate.checked')
  const { gate } = buildReport(entries)
  const late = Array.from({ length: 400 }, () => ({
    ...{ t: entries[decidedAt]?.t ?? 0, type: 'probe.sampled' as const, probe: 'home' },
    sample: { ok: false as const, latencyMs: 5_000, error: 'timeout' as const },
  }))
  expect(gate.length).toBeGreaterThan(0)
  expect(buildReport(entries.toSpliced(decidedAt + 1, 0, ...late)).gate).toEqual(gate)
})

test('a journal without its first line is an error of the user, not of ours', () => {
  expect(() => buildReport([])).toThrow(UserError)
  expect(() => conclude([])).toThrow(UserError)
})

test('a journal that ends after any of its lines gives a report, and never passes before its end', () => {
  const entries = storyOf('pass')
  for (let length = 1; length < entries.length; length += 7)
    expect(buildReport(entries.slice(0, length)).outcome).toBe('torn')
})

test('faults that were not confirmed removed decide the exit', () => {
  const plan = planOf({ hypotheses: [slo({ confidence: null })] })
  const journal = runPhases(journalOf(plan), plan)
    .samples('home', 21_000, 61_000, 100, () => answered(50))
    .exchanges('slow', 21_000, 61_000, 500, () => true)
  expect(conclude(journal.entries)).toBe('pass')
  expect(conclude(journal.entries.filter(({ type }) => type !== 'faults.removed'))).toBe('cleanupFailed')
  journal.add({ type: 'faults.removed', verified: false, afterMs: 1 })
  expect(conclude(journal.entries)).toBe('cleanupFailed')
})

test('a failure that does not stop the run cuts no phase', () => {
  const plan = planOf({ hypotheses: [slo({ confidence: null })] })
  const journal = runPhases(journalOf(plan), plan)
    .samples('home', 21_000, 61_000, 100, () => answered(50))
    .exchanges('slow', 21_000, 61_000, 500, () => true)
  journal.at(30_000).add({ type: 'failure.occurred', exit: 'fail', message: 'service checkout exited', hints: [] })
  const report = buildReport(journal.at(82_000).ended(conclude(journal.entries)).entries)
  expect(report).toMatchObject({ outcome: 'fail', reason: 'service checkout exited' })
  expect(report.judgements[0]).toMatchObject({ verdict: 'pass', samples: 400 })
})

test('without a hypothesis nothing is proven', () => {
  const plan = planOf({ hypotheses: [] })
  const journal = runPhases(journalOf(plan), plan)
  const exit = conclude(journal.entries)
  expect(buildReport(journal.ended(exit).entries)).toMatchObject({
    ...{ outcome: 'inconclusive', reason: 'there was no hypothesis, so nothing was proven' },
  })
})

test('a report tells who, what and when from the first line of the journal', () => {
  expect(buildReport(storyOf('pass'))).toMatchObject({
    ...{
      schema: 'report/1',
      run: '7f3a',
      startedAt: '2026-01-02T03:04:05.000Z',
      file: FILE,
      seed: 42,
      durationMs: 81_000,
    },
    faults: [{ id: 'slow', matched: 40, hits: 20, missed: 0, windows: [{ fromMs: 21_000, toMs: 61_000 }] }],
    exchanges: { total: 40, retried: 0, byEnd: { complete: 40 } },
    removal: { verified: true, afterMs: 12 },
  })
})

test('a report survives its way through JSON unchanged', () => {
  for (const name of STORY_NAMES) {
    const report = buildReport(storyOf(name))
    expect(JSON.parse(JSON.stringify(report))).toEqual(report)
  }
})

test('an example names the faults that were injected into its exchange', () => {
  const plan = planOf({ phases: [phase('inject', 40)], hypotheses: [slo({ confidence: null })] })
  const journal = runPhases(journalOf(plan), plan).exchanges('slow', 1_000, 41_000, 1_000, () => true)
  journal.at(5_000).add({ type: 'probe.sampled', probe: 'home', sample: failed(2_000, 'timeout'), x: 3 })
  const [judgement] = buildReport(journal.entries).judgements
  expect(judgement?.examples).toEqual([{ t: 5_000, x: 3, latencyMs: 2_000, what: 'timeout', injected: ['slow'] }])
})

test('every report of a run in which the wall clock stepped says when, by how much, and what that means', () => {
  const entries = storyOf('pass')
  const stepped = { t: 30_000, type: 'wallClock.stepped' as const, byMs: -3_600_000, withinMs: 250 }
  const at = entries.findIndex(({ t }) => t >= stepped.t)
  const { warnings, timeline, judgements } = buildReport(entries.toSpliced(at, 0, stepped))
  const note = 'the wall clock stepped back by 60 m; durations are monotonic, times of day are not'
  expect(warnings).toEqual([note])
  expect(timeline).toContainEqual({ t: 30_000, level: 'warn', text: note })
  const inInject = judgements.filter(({ phase }) => phase === 'inject')
  expect(inInject.map(({ verdict }) => verdict)).toEqual(inInject.map(() => 'inconclusive'))
  expect(inInject[0]?.why).toBe('the wall clock stepped back by 60 m in inject')
})
