import { expect, test } from 'vitest'
import { failingRun } from '../support/failing-run.js'

/** Two of those of test/slow/failing-calls.test.ts, in the middle of a run. */
test('a file that cannot be opened or written once ends no run without its order', async () => {
  const [opened, written] = await Promise.all([failingRun('open', 'EMFILE', 9), failingRun('write', 'ENOSPC', 12)])
  expect(opened).toMatchObject({ broken: [] })
  expect(written).toMatchObject({ broken: [], exit: 'aborted' })
})
