import { expect, test } from 'vitest'
import { askConsent, whatStarts } from '../../src/cli/consent.js'
import type { Experiment } from '../../src/experiment/experiment.js'
import { experimentOf, serviceOf } from '../support/experiment.js'
import { fakeTerminal } from '../support/fake-terminal.js'

const beyond = experimentOf({ plan: { proxies: [{ id: 'payments', upstream: 'http://staging.example:81' }] } })
const starting = experimentOf({ services: [serviceOf({ id: 'shop', command: ['node', 'server.js'] })] })
const confirming = (confirm: Experiment['safety']['confirm'], experiment: Experiment): Experiment => ({
  ...experiment,
  safety: { ...experiment.safety, confirm },
})

/** What somebody is asked who types these answers. */
const asked = async (experiments: readonly Experiment[], answers: readonly string[], flags = {}) => {
  const terminal = fakeTerminal({ answers })
  const why = await askConsent(experiments, flags, terminal).then(
    () => null,
    error => error.message,
  )
  return { why, said: terminal.written.err }
}

test('this machine needs no consent', async () => {
  await expect(askConsent([experimentOf()], {}, fakeTerminal())).resolves.toBeUndefined()
})

test('another host is refused where nobody can be asked', async () => {
  await expect(askConsent([beyond], {}, fakeTerminal())).rejects.toThrow(
    'this touches staging.example:81, which is not this machine, and nobody can be asked',
  )
})

test('--yes is consent', async () => {
  await expect(askConsent([beyond], { yes: true }, fakeTerminal())).resolves.toBeUndefined()
})

test('whoever is asked is told every program that will be started, each once', () => {
  const hooks = { before: [], cleanup: [{ command: ['./reset.sh'] as const, timeoutMs: 1, retries: 0 }] }
  expect(whatStarts([starting, { ...starting, hooks }])).toBe(
    'starts  service shop: node server.js\nstarts  hook cleanup: ./reset.sh\n',
  )
})

test('programs of files are asked about once, by a list of them, whatever the number of runs', async () => {
  const file = starting.file
  expect(await asked([starting, starting, { ...starting, file: 'b.yaml' }, experimentOf()], ['yes'])).toEqual({
    why: null,
    said: `starts  service shop: node server.js\nThese programs of ${file}, b.yaml run as you. Type yes to go on: `,
  })
})

test.each(['', 'y', 'YES', 'no', 'shop'])('the answer %j starts no program', async answer => {
  expect((await asked([starting], [answer])).why).toBe('nothing was started: expected yes')
})

test('neither --yes nor confirm: never of the file answers for its programs', async () => {
  expect((await asked([confirming('never', starting)], ['no'], { yes: true })).why).toContain('nothing was started')
  await expect(askConsent([confirming('never', starting)], { yes: true }, fakeTerminal())).rejects.toThrow(
    'nobody can be asked whether these programs may start',
  )
})

test('--allow-commands answers for the programs only', async () => {
  const flags = { allowCommands: true }
  await expect(askConsent([starting], flags, fakeTerminal())).resolves.toBeUndefined()
  const { said } = await asked([confirming('always', starting)], [starting.plan.name], flags)
  expect(said).toContain(`wants a word before each run. Type ${starting.plan.name} to go on`)
  await expect(askConsent([confirming('always', starting)], flags, fakeTerminal())).rejects.toThrow('confirm: always')
})

test('each question is asked of its own', async () => {
  const both = {
    ...starting,
    foreseen: { ...beyond.foreseen, services: starting.foreseen.services },
    proxies: beyond.proxies,
  }
  const { why, said } = await asked([both], ['yes', 'staging.example:81'])
  expect([why, said.match(/Type \S+/g)]).toEqual([null, ['Type yes', 'Type staging.example:81']])
})
