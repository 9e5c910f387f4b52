import { expect, test } from 'vitest'
import { noteOfStrangers, whereElse } from '../../src/metrics/strangers.js'
import { timelineOf } from '../../src/metrics/timeline.js'
import { buildReport } from '../../src/run/report.js'
import { journalOf, planOf } from '../support/journal-factory.js'

test('a report warns of clients that may not connect, and its timeline says who they were', () => {
  const journal = journalOf(planOf())
  journal.add({ type: 'client.refused', proxy: 'edge', client: '203.0.113.3' })
  journal.add({ type: 'connections.refused', proxy: 'edge', connections: 7 })
  expect(timelineOf(journal.entries).map(({ level, text }) => `${level} ${text}`)).toEqual([
    'warn proxy edge: 203.0.113.3 may not connect, --allow-clients does not name it',
  ])
  const { warnings, exchanges } = buildReport(journal.entries)
  expect(warnings).toEqual(['proxy edge closed 7 connections of clients that --allow-clients does not name'])
  expect(exchanges).toEqual(buildReport(journalOf(planOf()).entries).exchanges)
})

test('one is one', () =>
  expect(noteOfStrangers({ type: 'connections.refused', proxy: 'edge', connections: 1 })).toContain(
    '1 connection of a',
  ))

test('where others reach a proxy is told only where they do', () => {
  const fact = {
    type: 'proxy.listening',
    proxy: 'edge',
    url: 'http://127.0.0.1:1',
    upstream: 'http://127.0.0.1:2',
  } as const
  expect(whereElse(fact)).toBe('')
  expect(whereElse({ ...fact, exposed: { at: '[::]:1', clients: ['10.0.0.0/8', 'fd00::1'] } })).toBe(
    ', at [::]:1 for 10.0.0.0/8, fd00::1',
  )
})
