import { expect, test } from 'vitest'
import { FAILURES, failingRun } from '../support/failing-run.js'

/** Each of the first calls, then ever fewer: what fails late fails in the middle of traffic like any other. */
const FIRST = Array.from({ length: 20 }, (_, at) => at + 1)
const NTH = [...FIRST, ...[24, 30, 37, 46, 58, 72, 90, 112, 140, 250, 500, 1_000, 2_000]]
const LANES = 3

test.each(FAILURES)('whichever call to %s fails with %s, the run ends in order and says so', async (kind, code) => {
  const waiting = [...NTH]
  const wrong: unknown[] = []
  const lane = async () => {
    for (let nth = waiting.shift(); nth !== undefined; nth = waiting.shift()) {
      const ended = await failingRun(kind, code, nth)
      if (ended.broken.length > 0) wrong.push({ nth, ...ended })
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  expect(wrong).toEqual([])
})
