import { expect, test } from 'vitest'
import { type Entry, openJournal, project, type View } from '../../src/core/journal.js'

const note = (message: string) => ({ type: 'warning.raised' as const, message })

test('each fact gets its time and goes to every reader until it leaves', () => {
  let now = 1.23456
  const journal = openJournal(() => now)
  const seen: Entry[] = []
  const leave = journal.subscribe(entry => seen.push(entry))
  journal.append(note('a'))
  now = 2
  leave()
  journal.append(note('b'))
  expect(seen).toEqual([{ t: 1.235, type: 'warning.raised', message: 'a' }])
})

test('what a reader appends while it is told comes after it, for the readers before it and behind it', () => {
  const journal = openJournal(() => 0)
  const [before, behind]: [string[], string[]] = [[], []]
  const told = (list: string[]) => (entry: Entry) => list.push(entry.type === 'warning.raised' ? entry.message : '')
  journal.subscribe(told(before))
  journal.subscribe(entry => {
    if (entry.type === 'warning.raised' && entry.message === 'a') journal.append(note('from a'))
  })
  journal.subscribe(told(behind))
  journal.append(note('a'))
  journal.append(note('b'))
  expect(before).toEqual(['a', 'from a', 'b'])
  expect(behind).toEqual(before)
})

test('a view is a fold over the entries', () => {
  const count: View<number> = { start: () => 0, next: n => n + 1 }
  expect(
    project(
      [
        { t: 0, ...note('a') },
        { t: 1, ...note('b') },
      ],
      count,
    ),
  ).toBe(2)
})
