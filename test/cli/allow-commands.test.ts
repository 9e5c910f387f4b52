import { existsSync } from 'node:fs'
import { expect, onTestFinished, test, vi } from 'vitest'
import { runCommandLine } from '../../src/cli/command-line.js'
import { temporaryFolder } from '../support/cli.js'
import { fakeTerminal } from '../support/fake-terminal.js'
import { MINIMAL } from '../support/load-text.js'

const HOOK = `${MINIMAL}hooks: {before: [{run: [touch, ran]}]}\n`

/** A command in a folder with that file, where nobody can be asked. */
const commanded = async (line: string, text = HOOK) => {
  using folder = temporaryFolder({ 'x.yaml': text })
  const terminal = fakeTerminal({ folder: folder.path })
  await runCommandLine(line.split(' '), terminal)
  return { ...terminal.written, ran: existsSync(`${folder.path}/ran`) }
}

test.each(['run x.yaml', 'gameday x.yaml', 'run x.yaml --yes', 'exec x.yaml -- true'])(
  '%s refuses a file that names a program, by its place',
  async line => {
    const { code, err, ran } = await commanded(line)
    expect([code, ran]).toEqual([2, false])
    expect(err).toContain('error[E308]')
    expect(err).toContain('x.yaml:15:19')
    expect(err).toContain('read the file, then run it with --allow-commands (or FALLACY_ALLOW_COMMANDS=1)')
  },
)

test('the programs of a file are told with all that is wrong in it', async () => {
  const { err } = await commanded('run x.yaml', HOOK.replace('add: 800ms', 'add: 800'))
  expect(err.match(/error\[\w+\]/g)).toEqual(['error[E121]', 'error[E308]'])
})

test.each([
  'validate x.yaml',
  'plan x.yaml',
  'run x.yaml --dry-run',
  'run x.yaml --list',
  'plan x.yaml --allow-commands',
])('%s starts nothing, and needs no consent', async line => {
  const { code, err, ran } = await commanded(line)
  expect([code ?? 0, err, ran]).toEqual([0, '', false])
})

test('a plan names the programs, and what they need unless it is given', async () => {
  const needs = /starts {2}hook before: touch ran\n {2}needs {3}--allow-commands/
  expect((await commanded('plan x.yaml')).out).toMatch(needs)
  expect((await commanded('run x.yaml --dry-run')).out).toMatch(needs)
  expect((await commanded('plan x.yaml --allow-commands')).out).not.toContain('needs')
})

test.each(['', '0', 'no', 'False', 'off'])(
  'the variable FALLACY_ALLOW_COMMANDS is no consent when it says %j',
  async said => {
    onTestFinished(() => void vi.unstubAllEnvs())
    vi.stubEnv('FALLACY_ALLOW_COMMANDS', said)
    expect((await commanded('run x.yaml')).err).toContain('error[E308]')
    vi.stubEnv('FALLACY_ALLOW_COMMANDS', '1')
    expect((await commanded('plan x.yaml')).out).not.toContain('needs')
  },
)
