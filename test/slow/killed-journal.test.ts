import { expect, test } from 'vitest'
import { killedJournal } from '../support/killed-journal.js'

const RUNS = 500
const AT_ONCE = 5

test('of 500 processes that are killed while they write, every journal is readable and lacks one turn at most', async () => {
  const found: Awaited<ReturnType<typeof killedJournal>>[] = []
  for (let run = 0; run < RUNS; run += AT_ONCE)
    found.push(
      ...(await Promise.all(Array.from({ length: AT_ONCE }, (_, at) => killedJournal(((run + at) * 7) % 300)))),
    )
  expect(found.filter(({ held, owed }) => held === null || held < owed)).toEqual([])
  expect(found).toHaveLength(RUNS)
})
