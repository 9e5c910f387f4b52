import { expect, test } from 'vitest'
import type { Sample } from '../../src/core/probe.js'
import { always, answered, failed, journalOf, runPhases } from '../support/journal-factory.js'
import { calmPlan, judgedBy } from '../support/judged.js'

const judged = (max: number, samples: readonly Sample[]) => {
  const plan = calmPlan(always(max))
  const journal = runPhases(journalOf(plan), plan)
  for (const [at, sample] of samples.entries())
    journal.samples('home', 1_000 + at * 1_000, 1_001 + at * 1_000, 1_000, () => sample)
  return judgedBy(plan, journal)
}

const ok = answered(5)
const bad = failed(5)
const blind = failed(5, 'probeError')

test('as many failures in a row as are allowed pass', () => {
  expect(judged(2, [ok, bad, bad, ok, bad, ok])).toMatchObject({
    verdict: 'pass',
    measured: 2,
    why: 'at most 2 in a row failed',
  })
  expect(judged(0, [ok, ok])).toMatchObject({ verdict: 'pass', measured: 0, why: 'no sample failed' })
})

test('one failure in a row more fails, and the row is shown', () => {
  const found = judged(2, [ok, bad, bad, bad, ok, bad])
  expect(found).toMatchObject({ verdict: 'fail', measured: 3, why: '3 failures in a row, 2 allowed' })
  expect(found.worst).toMatchObject({ fromMs: 2_000, toMs: 4_005, measured: 3 })
  expect(found.examples.map(({ t }) => t)).toEqual([2_005, 3_005, 4_005])
})

test('rows go by the start of samples, not by their end', () => {
  const slow = failed(3_500, 'timeout')
  expect(judged(1, [slow, ok, bad, ok])).toMatchObject({ verdict: 'pass', measured: 1 })
})

test('a probe error neither ends a row nor lengthens it', () => {
  const many = Array.from({ length: 20 }, () => ok)
  expect(judged(1, [...many, bad, blind, bad, ok])).toMatchObject({ verdict: 'fail', measured: 2 })
  expect(judged(1, [...many, bad, blind, ok])).toMatchObject({ verdict: 'pass', measured: 1 })
})

test('without a sample it is inconclusive', () => {
  expect(judged(2, [])).toMatchObject({ verdict: 'inconclusive', samples: 0 })
  expect(judged(2, [blind, blind, blind])).toMatchObject({ verdict: 'inconclusive', samples: 0 })
})

test('so few samples that they could not have failed in a row prove nothing', () => {
  expect(judged(3, [ok, ok, ok])).toMatchObject({
    verdict: 'inconclusive',
    why: '3 samples cannot show more than 3 failures in a row',
  })
})
