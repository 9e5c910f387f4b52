import { expect, test } from 'vitest'
import { timelineOf } from '../../src/metrics/timeline.js'
import { journalOf, planOf } from '../support/journal-factory.js'
import { storyOf } from '../support/stories.js'

test('a timeline tells the turns of a run in order, and no sample', () => {
  expect(timelineOf(storyOf('aborted')).map(({ t, level, text }) => `${t} ${level} ${text}`)).toEqual([
    '1000 info baseline started, 20 s',
    '21000 info baseline ended',
    '21000 info inject started, 40 s',
    '21000 info slow on',
    '41000 bad abort rule hurt: errorRate of home was 34 % over 10 s, limit <= 10 %',
    '41000 info slow off: abort',
    '41000 info all faults removed, verified',
    '41500 info run ended: aborted',
  ])
})

test('a timeline has an end, and says how much it leaves out', () => {
  const journal = journalOf(planOf())
  journal.add(...Array.from({ length: 700 }, () => ({ type: 'warning.raised', message: 'again' }) as const))
  const events = timelineOf(journal.entries)
  expect(events).toHaveLength(501)
  expect(events.at(-1)?.text).toBe('200 more events are in the journal')
})
