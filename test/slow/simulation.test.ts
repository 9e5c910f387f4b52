import { expect, test } from 'vitest'
import { BURSTY, CELLS, coverages, IID, increaseCell, ratioCell } from '../support/simulation.js'

/** Enough that a share is off by less than 2 points, and a coverage by less than 1. */
const RUNS = 2_000

test.each(CELLS)('%s of %i samples: verdicts and errors are those that are known of it', (name, n, same, more) => {
  const runs = n > 500 ? RUNS / 2 : RUNS
  const [calm, worse] = [ratioCell(name, n, 1, runs), ratioCell(name, n, 1.5, runs)]
  const points = (found: number, known: number) =>
    expect(Math.abs(found - known), `${found} ${known}`).toBeLessThanOrEqual(3)
  points(calm.naive, same.naive)
  points(calm.pass, same.pass)
  expect(calm.fail).toBeLessThanOrEqual(0.5)
  points(worse.naive, more.naive)
  points(worse.fail, more.fail)
  expect(worse.pass).toBeLessThanOrEqual(0.5)
})

test('an error rate that grows from 1 % to 10 % is found in 300 samples, one that does not is never accused', () => {
  expect(increaseCell(300, 0.01, RUNS)).toMatchObject({ fail: 0 })
  expect(increaseCell(300, 0.1, RUNS).fail).toBeGreaterThan(98)
})

test.each([
  ['independent', IID],
  ['bursty', BURSTY],
])('a 95 percent interval of %s samples holds the truth in 93 to 99 of 100 runs, whatever it is of', (_, world) => {
  for (const [what, share] of Object.entries(coverages(world, RUNS))) {
    expect(share, what).toBeGreaterThanOrEqual(0.93)
    expect(share, what).toBeLessThanOrEqual(0.99)
  }
})
