import { expect, test } from 'vitest'
import { project } from '../../src/core/journal.js'
import { loadReports, loadTallies } from '../../src/metrics/load-report.js'
import { answered, failed, journalOf, planOf } from '../support/journal-factory.js'

test('a load has its sent, failed and dropped requests, and how late they were', () => {
  const journal = journalOf(planOf())
  for (let index = 0; index < 100; index++) {
    const sample = index % 10 === 0 ? failed(5, 'reset') : answered(index + 1)
    journal.at(index).add({ type: 'load.sampled', load: 'shoppers', request: 'cart', sample, lateMs: index / 100 })
  }
  journal.add({ type: 'load.dropped', load: 'shoppers' }, { type: 'load.dropped', load: 'shoppers' })
  expect(loadReports(project(journal.entries, loadTallies))).toEqual([
    { load: 'shoppers', sent: 100, failed: 10, dropped: 2, p50: 45, p95: 95, lateP99: 0.98 },
  ])
})

test('a load that could send nothing has no latencies', () => {
  const journal = journalOf(planOf()).add({ type: 'load.dropped', load: 'shoppers' })
  expect(loadReports(project(journal.entries, loadTallies))).toEqual([
    { load: 'shoppers', sent: 0, failed: 0, dropped: 1, p50: null, p95: null, lateP99: null },
  ])
})
