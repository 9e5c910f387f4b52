import { expect, test } from 'vitest'
import type { Verdict } from '../../src/core/report.js'
import { diffOf, sideOf } from '../../src/hypothesis/diff.js'
import { evidenceOf } from '../../src/hypothesis/evidence.js'
import { buildReport } from '../../src/run/report.js'
import { answered, failed, journalOf, phase, planOf, runPhases, slo } from '../support/journal-factory.js'

const PLAN = planOf({ phases: [phase('inject', 60)], hypotheses: [slo({ confidence: null, gate: false })] })

/** A run of a minute at 20/s whose answers take this long, with every nth a failure. */
const side = (ms: number, every = 0) => {
  const { entries } = runPhases(journalOf(PLAN), PLAN, 0)
    .samples('home', 0, 60_000, 50, at =>
      every > 0 && at % every === 0 ? failed(ms) : answered(ms * (0.9 + (at % 21) / 100)),
    )
    .exchanges('slow', 100, 50_000, 500, () => true)
    .at(60_000)
    .ended('pass')
  return sideOf(buildReport(entries), evidenceOf(entries))
}

const told = (before: ReturnType<typeof side>, after: ReturnType<typeof side>, tolerance = 0.1) => {
  const { judged, measured, worse } = diffOf(before, after, tolerance)
  const verdicts = judged.map(one => `${one.id}: ${one.before} to ${one.after}, ${one.verdict}`)
  return { verdicts, measures: Object.fromEntries(measured.map(one => [one.measure, one.verdict])), worse }
}

test('a run is the same as itself', () => {
  const { verdicts, measures, worse } = told(side(500), side(500))
  expect(verdicts).toEqual(['usable: pass to pass, same'])
  expect(measures).toMatchObject({ 'latency.p50': 'same', 'latency.p95': 'same', errorRate: 'same' })
  expect(worse).toBe(false)
})

test('a change beyond what is tolerated is worse or better, one within it is neither', () => {
  expect(told(side(500), side(650))).toMatchObject({ measures: { 'latency.p50': 'worse' }, worse: true })
  expect(told(side(650), side(500))).toMatchObject({ measures: { 'latency.p50': 'better' }, worse: false })
  expect(told(side(500), side(650), 0.5)).toMatchObject({ measures: { 'latency.p50': 'same' }, worse: false })
})

test('an error rate is compared by its difference', () => {
  expect(told(side(500), side(500, 10))).toMatchObject({ measures: { errorRate: 'worse' }, worse: true })
})

test('a verdict that turned is worse, whatever the numbers say', () => {
  const { verdicts, worse } = told(side(900), side(1_030), 0.5)
  expect(verdicts).toEqual(['usable: pass to fail, worse'])
  expect(worse).toBe(true)
})

test.each([
  ['fail', 'pass', 'better'],
  ['inconclusive', 'pass', 'better'],
  ['fail', 'skipped', 'undecided'],
  ['fail', 'inconclusive', 'undecided'],
  ['skipped', 'inconclusive', 'same'],
  ['pass', 'skipped', 'worse'],
  ['inconclusive', 'fail', 'worse'],
] as const)('from %s to %s is %s: nothing measured is nothing mended', (was, is, change) => {
  const at = (verdict: Verdict) => ({
    ...{ run: 'a', name: 'a', points: [] },
    verdicts: [{ id: 'usable', phase: 'inject', verdict, severity: 'block' as const }],
  })
  expect(told(at(was), at(is)).verdicts).toEqual([`usable: ${was} to ${is}, ${change}`])
})
