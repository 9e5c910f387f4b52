import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { COMMAND, fallacy, temporaryFolder } from '../support/cli.js'
import { need } from '../support/need.js'
import { onTerminal } from '../support/pty.js'

const TOKEN = 'the-token-of-operators'
const FILE = `version: 1
name: shown
secrets: {bird: {env: BIRD}}
proxies: {shop: {upstream: "http://127.0.0.1:9"}}
faults: {said: {target: shop, respond: {status: 503, headers: {x-auth-token: n3st}, body: "password=w1ngs&bird=\${secrets.bird}"}}}
phases: [{name: baseline, kind: baseline, duration: 10ms}, {name: inject, kind: inject, duration: 10ms, faults: [said]}]
gameday: {expectedResponse: page us, control: {operatorToken: ${TOKEN}}}
report: {formats: [json, html]}
`
const env = { BIRD: 'c4nary' }

test.concurrent('secrets are shown to a person only: elsewhere nothing is started', async () => {
  using folder = temporaryFolder({ 'x.yaml': FILE })
  const { code, stderr } = await fallacy(['run', 'x.yaml', '--show-secrets'], { cwd: folder.path, env })
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('needs a person at a terminal') })
  expect(existsSync(join(folder.path, 'fallacy-report'))).toBe(false)
})

test.concurrent('at a terminal nothing is masked but what is ours, and every report says so', async context => {
  need(context, 'python3')
  using folder = temporaryFolder({ 'x.yaml': FILE })
  const size = { columns: 120, limitSeconds: 20, cwd: folder.path, env: { ...env, HOME: folder.path, NO_COLOR: '1' } }
  const { code, output } = await onTerminal([process.execPath, COMMAND, 'run', 'x.yaml', '--show-secrets'], size)
  expect(code, output).toBe(3)
  expect(output.match(/secrets are shown/g)?.length, output).toBe(2)
  const run = join(folder.path, 'fallacy-report/latest')
  const texts = new Map(readdirSync(run).map(name => [name, readFileSync(join(run, name), 'utf8')]))
  const journal = texts.get('events.ndjson') ?? ''
  expect(['c4nary', 'n3st', 'w1ngs'].filter(value => !journal.includes(value))).toEqual([])
  expect([...texts].filter(([, text]) => text.includes(TOKEN)).map(([name]) => name)).toEqual([])
  expect(texts.get('index.html')).toContain('secrets are shown')
  expect(texts.get('report.json')).toContain('"secretsShown": true')
  const again = await fallacy(['report', run, '--format', 'json'], { cwd: folder.path })
  expect(again.stdout).toBe(texts.get('report.json'))
})
