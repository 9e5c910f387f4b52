import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { renderSummary } from '../../src/cli/summary.js'
import { buildReport } from '../../src/run/report.js'
import { temporaryFolder } from '../support/cli.js'
import { fakeTerminal } from '../support/fake-terminal.js'
import { journalOf, planOf, runPhases } from '../support/journal-factory.js'

const report = buildReport(runPhases(journalOf(planOf()), planOf()).ended('inconclusive').entries)
const lastLines = (text: string) => text.trimEnd().split('\n').slice(-2)

test('the last two lines are where the files are and how to run it again', async () => {
  const terminal = fakeTerminal({ folder: '/here' })
  expect(lastLines(await renderSummary(report, '/here/out/run', {}, terminal))).toEqual([
    '  report     out/run',
    '  again      fallacy run experiments/slow-payments.yaml --seed 42',
  ])
})

test('variables are quoted for a shell, the page is named when there is one, and npx is said under npm', async () => {
  using folder = temporaryFolder()
  mkdirSync(join(folder.path, 'run'))
  writeFileSync(join(folder.path, 'run/index.html'), '')
  const terminal = fakeTerminal({ folder: '/elsewhere', env: { npm_command: 'exec' } })
  const flags = { var: { rps: '50', name: "it's me" }, listen: ['::'], allowClients: ['fd00::/8'], aa: true }
  expect(lastLines(await renderSummary(report, join(folder.path, 'run'), flags, terminal))).toEqual([
    `  report     ${folder.path}/run/index.html`,
    `  again      npx fallacy run experiments/slow-payments.yaml --seed 42 --var rps=50 --var 'name=it'\\''s me' --listen :: --allow-clients fd00::/8 --aa`,
  ])
})
