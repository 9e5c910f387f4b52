import { expect, test } from 'vitest'
import { BURSTY, CELLS, coverages, IID, ratioCell } from '../support/simulation.js'

// The short form of test/slow/simulation.test.ts: the same seed each time, so that it passes or fails for good.

test.each(CELLS.slice(0, 4))(
  '%s of %i samples: verdicts and errors are about those that are known of it',
  (name, n, same, more) => {
    const [calm, worse] = [ratioCell(name, n, 1, 120), ratioCell(name, n, 1.5, 120)]
    expect(Math.abs(calm.pass - same.pass)).toBeLessThan(10)
    expect(Math.abs(worse.fail - more.fail)).toBeLessThan(10)
    expect(calm.fail + worse.pass).toBe(0)
  },
)

test.each([
  ['independent', IID],
  ['bursty', BURSTY],
])('a 95 percent interval of %s samples holds the truth about so often', (_, world) => {
  for (const [what, share] of Object.entries(coverages(world, 100))) {
    expect(share, what).toBeGreaterThanOrEqual(0.89)
    expect(share, what).toBeLessThanOrEqual(1)
  }
})
