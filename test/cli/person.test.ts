import { existsSync, readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { COMMAND, temporaryFolder } from '../support/cli.js'
import { MINIMAL } from '../support/load-text.js'
import { need } from '../support/need.js'
import { onTerminal } from '../support/pty.js'

const HOOK = `${MINIMAL}hooks: {before: [{run: [sh, -c, "touch ran; exit 1"]}]}\n`

/** What comes of two runs of a file that names a program, when whoever is asked types `keys`. */
const asked = async (keys: string) => {
  using folder = temporaryFolder({ 'x.yaml': HOOK })
  const { code, output } = await onTerminal([process.execPath, COMMAND, 'run', 'x.yaml', '--repeat', '2'], {
    ...{ columns: 100, limitSeconds: 20, cwd: folder.path, env: { FALLACY_ALLOW_COMMANDS: '' } },
    typing: { at: 'Type yes to go on: ', keys },
  })
  expect(output).toContain("starts  hook before: sh -c 'touch ran; exit 1'")
  const reports = `${folder.path}/fallacy-report`
  const runs = existsSync(reports) ? readdirSync(reports).filter(name => /^\d/.test(name)).length : 0
  return { code, runs, ran: existsSync(`${folder.path}/ran`), questions: output.split('Type yes').length - 1 }
}

test.concurrent.for([
  ['yes', 'yes\r', { code: 6, runs: 2, ran: true, questions: 1 }],
  ['Ctrl-C', '\u0003', { code: 130, runs: 0, ran: false, questions: 1 }],
  ['Ctrl-D', '\u0004', { code: 2, runs: 0, ran: false, questions: 1 }],
] as const)('a person at the terminal is asked once for all runs: %s', async ([, keys, came], context) => {
  need(context, 'python3')
  expect(await asked(keys)).toEqual(came)
})
