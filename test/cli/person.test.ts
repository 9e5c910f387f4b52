import { existsSync, readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { COMMAND, temporaryFolder } from '../support/cli.js'
import { MINIMAL } from '../support/load-text.js'
import { need } from '../support/need.js'
import { onTerminal } from '../support/pty.js'

const hooked = (when: string, status: number) => `hooks: {${when}: [{run: [sh, -c, "touch ran; exit ${status}"]}]}\n`
const HOOK = `${MINIMAL}${hooked('before', 1)}`
const GAME = `version: 1
name: game
phases: [{name: baseline, kind: baseline, duration: 10ms}, {name: inject, kind: inject, duration: 30s}]
gameday: {expectedResponse: page us}
${hooked('cleanup', 0)}`

/** What comes of a command on files that name a program, when whoever is asked types these keys. */
const typed = async (args: readonly string[], answer: string, later: readonly { at: string; keys: string }[] = []) => {
  using folder = temporaryFolder({ 'x.yaml': HOOK, 'game.yaml': GAME })
  const { code, output } = await onTerminal([process.execPath, COMMAND, ...args], {
    ...{ columns: 100, limitSeconds: 20, cwd: folder.path, env: { FALLACY_ALLOW_COMMANDS: '', HOME: folder.path } },
    typing: [{ at: 'Type yes to go on: ', keys: answer }, ...later],
  })
  expect(output).toContain("sh -c 'touch ran; exit ")
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
  expect(await typed(['run', 'x.yaml', '--repeat', '2'], keys)).toEqual(came)
})

test.concurrent('whoever was asked is heard afterwards too', async context => {
  need(context, 'python3')
  const halt = { at: 'Enter starts inject', keys: 'a\r' }
  expect(await typed(['gameday', 'game.yaml'], 'yes\r', [halt])).toEqual({ code: 4, runs: 1, ran: true, questions: 1 })
})
