import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { runCommandLine } from '../../src/cli/command-line.js'
import { fallacy, temporaryFolder } from '../support/cli.js'
import { fakeTerminal } from '../support/fake-terminal.js'
import { MINIMAL } from '../support/load-text.js'

const HOOK = `${MINIMAL}hooks: {before: [{run: [touch, ran]}]}\n`

test.each(['run', 'gameday', 'plan', 'validate', 'exec'])(
  '%s --no-commands refuses a file that starts a program, by its place',
  async name => {
    using folder = temporaryFolder({ 'x.yaml': HOOK })
    const terminal = fakeTerminal({ folder: folder.path })
    const words = [name, 'x.yaml', '--no-commands', ...(name === 'exec' ? ['--', 'true'] : [])]
    await runCommandLine(words, terminal)
    const { out, err, code } = terminal.written
    expect(code).toBe(2)
    expect(out + err).toContain('x.yaml:15:19')
    expect(existsSync(`${folder.path}/ran`)).toBe(false)
  },
)

test('FALLACY_NO_COMMANDS says it for a whole machine', async () => {
  using folder = temporaryFolder({ 'x.yaml': HOOK })
  const refused = await fallacy(['run', 'x.yaml'], { cwd: folder.path, env: { FALLACY_NO_COMMANDS: '1' } })
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('error[E308]') })
  expect(existsSync(`${folder.path}/ran`)).toBe(false)
})
