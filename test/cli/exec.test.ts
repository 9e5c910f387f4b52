import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { fallacy, temporaryFolder } from '../support/cli.js'
import { httpOrigin } from '../support/origin.js'

const FILE = `version: 1
name: exec-https
faults:
  down: {target: egress, respond: {status: 503, body: injected}}
  cut: {target: egress, reset: {}}
proxies:
  egress: {mode: forward, map: {api.payments.test: "$URL"}}
probes:
  pay: {type: traffic, target: egress}
`
const APP = `
require('node:https').get('https://api.payments.test/v1', reply => {
  let text = ''
  reply.on('data', part => (text += part))
  reply.on('end', () => { console.log(reply.statusCode, text); process.exitCode = reply.statusCode === 200 ? 0 : 9 })
}).on('error', error => { console.log(error.code); process.exitCode = 8 })`

const withFile = (url: URL) => {
  const folder = temporaryFolder({ 'x.yaml': FILE.replace('$URL', url.href), 'app.cjs': APP })
  const exec = (...args: readonly string[]) =>
    fallacy(['exec', 'x.yaml', ...args], { cwd: folder.path, env: { XDG_DATA_HOME: `${folder.path}/data` } })
  return { path: folder.path, exec, [Symbol.dispose]: () => folder[Symbol.dispose]() }
}

test('an unchanged Node program meets the fault in its HTTPS, and its exit code is the result', async () => {
  await using origin = await httpOrigin()
  using run = withFile(origin.url)
  const app = ['--', process.execPath, 'app.cjs']
  expect(await run.exec('--fault', 'down', ...app)).toMatchObject({ code: 9, stdout: '503 injected\n' })
  expect(await run.exec('--fault', 'cut', ...app)).toMatchObject({ code: 8, stdout: 'ECONNRESET\n' })
  const { stderr } = await run.exec(...app)
  expect(stderr).toMatch(/^fallacy: \S+ goes through egress at http:\/\/127\.0\.0\.1:\d+, under down, cut\n/)
  expect(stderr).toContain('fallacy: 1 exchange went through egress, and each met a fault\n')
  const journal = readFileSync(`${run.path}/fallacy-report/${lastOf(stderr)}`, 'utf8')
  expect(journal).toContain('"type":"faults.removed","verified":true')
  expect(journal).not.toContain('PRIVATE KEY')
  expect(origin.seen).toEqual([])
})

const lastOf = (stderr: string): string => /fallacy-report\/(\S+events\.ndjson)/.exec(stderr)?.[1] ?? ''

test('a signal ends the command and takes the faults off', async () => {
  await using origin = await httpOrigin()
  using folder = temporaryFolder({ 'x.yaml': FILE.replace('$URL', origin.url.href) })
  const wait = "process.on('SIGTERM', () => process.exit(5)); console.log('up'); setInterval(() => {}, 1e6)"
  const finished = await fallacy(['exec', 'x.yaml', '--', process.execPath, '-e', wait], {
    ...{ cwd: folder.path, env: { CI: 'true' } },
    started: child => child.stdout?.on('data', () => child.kill('SIGTERM')),
  })
  expect(finished).toMatchObject({ code: 5, stdout: 'up\n' })
})

test('a command that cannot be started, and a file without a forward proxy, are told', async () => {
  await using origin = await httpOrigin()
  using run = withFile(origin.url)
  const missing = await run.exec('--', 'no-such-program')
  expect(missing).toMatchObject({ code: 6, stderr: expect.stringContaining('there is no such program') })
  expect(missing.stderr).toMatch(/\nerror: no-such-program cannot be started: there is no such program\nfallacy: what/)
  expect(await run.exec()).toMatchObject({ code: 2, stderr: expect.stringContaining('expected a command after --') })
  const silent = await run.exec('--', process.execPath, '-e', 'process.exitCode = 7')
  expect(silent).toMatchObject({ code: 7, stderr: expect.stringContaining('nothing went through egress') })
  const other = await run.exec('--through', 'ingress', '--', 'true')
  expect(other).toMatchObject({ code: 2, stderr: expect.stringContaining('there is no forward proxy "ingress"') })
  const fault = await run.exec('--fault', 'slow', '--', 'true')
  expect(fault).toMatchObject({ code: 2, stderr: expect.stringContaining('there is no fault "slow"') })
})
