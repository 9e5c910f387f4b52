import { expect, test } from 'vitest'
import { factsOf, lastOf } from '../../src/metrics/facts.js'
import { journalOf, planOf } from '../support/journal-factory.js'

const journal = journalOf(planOf()).add(
  { type: 'warning.raised', message: 'first' },
  { type: 'state.entered', state: 'phases' },
  { type: 'warning.raised', message: 'second' },
)

test('facts of one type come in order, and the last of them is found', () => {
  expect(factsOf(journal.entries, 'warning.raised').map(({ message }) => message)).toEqual(['first', 'second'])
  expect(lastOf(journal.entries, 'warning.raised')?.message).toBe('second')
})

test('of a type that never happened there is none', () => {
  expect(factsOf(journal.entries, 'run.ended')).toEqual([])
  expect(lastOf(journal.entries, 'run.ended')).toBeUndefined()
})
