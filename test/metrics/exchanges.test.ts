import { expect, test } from 'vitest'
import { project } from '../../src/core/journal.js'
import { exchangeEnds, exchangesOf } from '../../src/metrics/exchanges.js'
import { journalOf, planOf } from '../support/journal-factory.js'

test('exchanges are counted by their end, those without one as open', () => {
  const journal = journalOf(planOf()).exchanges('slow', 1_000, 4_000, 1_000, () => false)
  journal.at(5_000).add({
    ...{ type: 'exchange.opened', x: 9, route: 'payments', protocol: 'http1', connection: 1 },
    ...{ method: 'GET', target: '/' },
  })
  journal.add({ type: 'upstream.retried', x: 9, why: 'a reused connection was closed' })
  expect(exchangesOf(project(journal.entries, exchangeEnds))).toEqual({
    ...{ total: 4, retried: 1, byEnd: { complete: 3, open: 1 } },
  })
})
