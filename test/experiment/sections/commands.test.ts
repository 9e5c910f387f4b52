import { expect, test } from 'vitest'
import { command } from '../../../src/probes/command.js'
import { FEW, loaded, loadText, MINIMAL, problemsOf } from '../../support/load-text.js'

const catalogue = { ...FEW, probes: [...FEW.probes, command] }
const refusing = { catalogue, allowCommands: false }

const PROGRAMS = `${MINIMAL.replace('hypotheses:', '  stuck: {type: command, run: [./stuck.sh], every: 1s}\nhypotheses:')}
services:
  shop: {sample: payments, env: {PORT: "9002", STYLE: careless, NODE_OPTIONS: "--import ./evil.js"}, ready: {tcp: "127.0.0.1:9002"}}
  checkout: {command: [node, server.js], ready: {command: [./is-up.sh]}}
hooks:
  before: [{run: [./seed.sh]}]
  cleanup: [{run: [./reset.sh]}, {run: [rm, -r, ./scratch]}]
`

test('every program that a file names is refused by its place unless it is allowed, and so is code for a sample', async () => {
  expect((await loadText(PROGRAMS, { catalogue })).ok).toBe(true)
  const what = 'the file names a program here, which is not started unless you allow it'
  expect(await problemsOf(PROGRAMS, refusing)).toEqual(
    ['13:26', '18:65', '19:14', '19:50', '21:13', '22:14', '22:35'].map(at => `E308 ${at} ${what}`),
  )
})

test('a file that names no program, or only the embedded shop, needs no consent', async () => {
  const shop = `${MINIMAL}services: {shop: {sample: payments, env: {PORT: "1"}, ready: {tcp: "127.0.0.1:1"}}}\n`
  expect((await loadText(MINIMAL, refusing)).ok).toBe(true)
  expect((await loadText(shop, refusing)).ok).toBe(true)
})

const REFERRING = PROGRAMS.replace(/\[(\.\/[\w-]+\.sh)\]/g, '[$1, "${vars.x}", "-a=${vars.x}"]').replace(
  'proxies:',
  'vars: {x: {type: string}}\nproxies:',
)

test.each(['a b', `"it's"`, '$(touch x)', '; rm -r .', '-rf', '--', '*', 'a\nb', '', '[a, b]', 'null'])(
  'the value %j stays one argument of every program it is put into',
  async x => {
    const { foreseen, hooks } = await loaded(REFERRING, { catalogue, vars: { x } })
    const ready = foreseen.services.flatMap(({ ready }) => (ready?.kind === 'command' ? [ready.command] : []))
    const probed = foreseen.probes.flatMap(({ probe }) => (probe.command === null ? [] : [probe.command]))
    const run = [...hooks.before, ...hooks.cleanup].map(({ command }) => command)
    const programs = [...ready, ...probed, ...run].filter(([program]) => program !== 'rm')
    expect(programs.map(([, ...words]) => words)).toEqual(Array.from({ length: 4 }, () => [x, `-a=${x}`]))
  },
)
