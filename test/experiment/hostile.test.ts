import { expect, test } from 'vitest'
import { HOSTILE } from '../support/hostile-files.js'
import { loadText } from '../support/load-text.js'

test.each(HOSTILE)(
  '%s: a hostile file is answered soon, with problems that are few',
  async (_, text) => {
    expect(text.length).toBeLessThan(1024 ** 2)
    const before = process.cpuUsage()
    const result = await loadText(text)
    // Processor time, not hours on the wall: other work on the machine is no fault of the file.
    expect(process.cpuUsage(before).user / 1e3).toBeLessThan(5_000)
    const problems = result.ok ? result.experiment.warnings : result.problems
    expect(problems.length).toBeGreaterThan(0)
    expect(problems.length).toBeLessThanOrEqual(100)
  },
  60_000,
)
