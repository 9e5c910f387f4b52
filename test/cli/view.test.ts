import { expect, test } from 'vitest'
import { COMMAND, temporaryFolder } from '../support/cli.js'
import { need } from '../support/need.js'
import { onTerminal } from '../support/pty.js'
import { answering, smallExperiment } from '../support/small-experiment.js'

const SHOW_CURSOR = '\x1b[?25h'
const HIDE_CURSOR = '\x1b[?25l'

test('on a terminal a frame is redrawn, and the cursor is back afterwards', async context => {
  need(context, 'python3')
  using origin = await answering()
  using folder = temporaryFolder({ 'x.yaml': smallExperiment(origin.url) })
  const size = { columns: 100, limitSeconds: 15, cwd: folder.path }
  const { code, output } = await onTerminal([process.execPath, COMMAND, 'run', 'x.yaml'], size)
  expect(code).toBe(0)
  expect(output).toMatch(/inject +━+/)
  expect(output.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(output.lastIndexOf(HIDE_CURSOR))
  expect(output).toContain('\x1b[32m✔ quick')
})

test('on a terminal of no columns, where ora would spin for ever, lines are plain', async context => {
  need(context, 'python3')
  using origin = await answering()
  using folder = temporaryFolder({ 'x.yaml': smallExperiment(origin.url) })
  const size = { columns: 0, limitSeconds: 15, cwd: folder.path }
  const { code, output } = await onTerminal([process.execPath, COMMAND, 'run', 'x.yaml'], size)
  expect(code).toBe(0)
  expect(output).not.toContain(HIDE_CURSOR)
  expect(output).toMatch(/inject {4}start, 1 s/)
})
