import { expect, test } from 'vitest'
import { project } from '../../src/core/journal.js'
import { phaseSpans } from '../../src/metrics/phases.js'
import { probeReports } from '../../src/metrics/probe-report.js'
import { samplesByProbe } from '../../src/metrics/samples.js'
import {
  answered,
  failed,
  type JournalWriter,
  journalOf,
  phase,
  planOf,
  runPhases,
} from '../support/journal-factory.js'

const plan = planOf({ phases: [phase('baseline', 10, { settleMs: 5_000 }), phase('inject', 10)] })

const reportsOf = ({ entries }: JournalWriter) =>
  probeReports(plan.probes, project(entries, phaseSpans).spans, project(entries, samplesByProbe))

test('a probe has a row for each phase, of all its samples there', () => {
  const journal = runPhases(journalOf(plan), plan)
    .samples('home', 1_000, 11_000, 100, index => answered(index + 1))
    .samples('home', 11_000, 21_000, 500, index =>
      index % 4 === 0 ? failed(9, index % 8 === 0 ? 'reset' : 'body') : answered(50),
    )
  const [baseline, inject] = reportsOf(journal)
  expect(baseline).toMatchObject({
    n: 100,
    perSecond: 10,
    p50: 50,
    p95: 95,
    p99: 99,
    max: 100,
    errors: 0,
    errorKinds: {},
  })
  expect(baseline?.spark).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 100])
  expect(inject).toMatchObject({ n: 20, errors: 0.25, errorKinds: { body: 2, reset: 3 } })
})

test('probe errors are counted apart', () => {
  const journal = runPhases(journalOf(plan), plan).samples('home', 1_000, 2_000, 100, index =>
    failed(1, index < 4 ? 'probeError' : 'reset'),
  )
  expect(reportsOf(journal)[0]).toMatchObject({ n: 6, probeErrors: 4, errors: 1 })
})

test('where nothing was sampled there are no numbers', () => {
  expect(reportsOf(runPhases(journalOf(plan), plan))[0]).toMatchObject({
    ...{ n: 0, p50: null, p95: null, max: null, errors: 0, spark: Array(10).fill(null) },
  })
})
