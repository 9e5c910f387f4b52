import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { preflight } from '../../src/cli/preflight.js'
import { parseTimeWindow } from '../../src/experiment/time-window.js'
import { stopAll } from '../../src/run/kill-switch.js'
import { refuseNow } from '../../src/run/refusal.js'
import { temporaryFolder } from '../support/cli.js'
import { experimentOf } from '../support/experiment.js'
import { fakeTerminal } from '../support/fake-terminal.js'
import { phase } from '../support/journal-factory.js'

const safely = (safety: Partial<ReturnType<typeof experimentOf>['safety']>) => {
  const experiment = experimentOf({ plan: { phases: [phase('inject', 60)] } })
  return { ...experiment, safety: { ...experiment.safety, ...safety } }
}
const terminalIn = (folder: string) => fakeTerminal({ env: { FALLACY_STATE_DIR: folder } })

test('nothing starts while all runs are stopped', async () => {
  using state = temporaryFolder()
  await expect(preflight([experimentOf()], {}, terminalIn(state.path))).resolves.toBeUndefined()
  stopAll(state.path, 'incident 4711')
  await expect(preflight([experimentOf()], {}, terminalIn(state.path))).rejects.toThrow(
    'all runs are stopped: incident 4711',
  )
})

test('nothing starts where its stop file is', async () => {
  using folder = temporaryFolder()
  const stopFile = join(folder.path, 'HALT')
  const experiment = safely({ stopFile })
  await expect(preflight([experiment], {}, terminalIn(folder.path))).resolves.toBeUndefined()
  writeFileSync(stopFile, '')
  await expect(preflight([experiment], {}, terminalIn(folder.path))).rejects.toThrow(`there is a file ${stopFile}`)
})

test('a run must fit into its windows', () => {
  const window = parseTimeWindow('Mon-Thu 09:00-16:00 UTC')
  const experiment = safely({ windows: window && [window] })
  const at = (time: string) => () => refuseNow(experiment, '/nowhere', new Date(time))
  expect(at('2026-11-24T15:58:00Z')).not.toThrow()
  expect(at('2026-11-24T15:59:30Z')).toThrow('it takes 1 m, and its window closes before')
  expect(at('2026-11-27T12:00:00Z')).toThrow('next window opens Mon 09:00 UTC')
})

test('what needs a person is refused where there is none, whatever the flags', async () => {
  using state = temporaryFolder()
  const terminal = terminalIn(state.path)
  const waiting = experimentOf({ plan: { phases: [phase('inject', 60, { gate: 'manual' })] } })
  await expect(preflight([waiting], { yes: true }, terminal)).rejects.toThrow('phase inject waits for a person')
  await expect(preflight([safely({ confirm: 'always' })], { yes: true }, terminal)).rejects.toThrow('confirm: always')
})

test('a file that says never is not asked about', async () => {
  const beyond = experimentOf({ plan: { proxies: [{ id: 'payments', upstream: 'http://staging.example:81' }] } })
  const experiment = { ...beyond, safety: { ...beyond.safety, confirm: 'never' as const } }
  using state = temporaryFolder()
  await expect(preflight([experiment], {}, terminalIn(state.path))).resolves.toBeUndefined()
})
