import { expect, test } from 'vitest'
import type { Plan } from '../../src/core/plan.js'
import { evidenceOf } from '../../src/hypothesis/evidence.js'
import { judge } from '../../src/hypothesis/judge.js'
import { withExamples } from '../../src/hypothesis/shown.js'
import { answered, errorRate, failed, journalOf, planOf, runPhases, slo } from '../support/journal-factory.js'

/** The latencies of the examples of each hypothesis; the limit of errors is broken, that of latencies is kept. */
const shown = (samples: Pick<Plan, 'samples'>) => {
  const plan = planOf({ hypotheses: [slo({ measure: 'latency.p50' }), errorRate()], ...samples })
  const journal = runPhases(journalOf(plan), plan)
    .exchanges('slow', 21_000, 61_000, 500, () => true)
    .samples('home', 21_000, 61_000, 200, at => (at % 4 === 0 ? failed(900 - at) : answered(at)))
  const evidence = evidenceOf(journal.entries)
  return judge(plan, evidence)
    .map(one => withExamples(one, plan, evidence))
    .map(({ examples }) => examples.map(({ latencyMs }) => latencyMs))
}

const FAILED = [900, 896, 892, 888, 884]

test('a judgement that holds has no examples, unless all are asked for: then those that came closest to its limit', () => {
  expect(shown({})).toEqual([[], FAILED])
  expect(shown({ samples: 'all' })).toEqual([FAILED, FAILED])
  expect(shown({ samples: 'none' })).toEqual([[], []])
})
