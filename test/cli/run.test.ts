import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test as alone, expect } from 'vitest'
import { COMMAND, fallacy, temporaryFolder } from '../support/cli.js'
import { answering, smallExperiment } from '../support/small-experiment.js'

/** Runs wait more than they work. */
const test = alone.concurrent

test('a run shows progress on stderr and its result on stdout, writes its files, and can be reported again', async () => {
  using origin = await answering()
  using folder = temporaryFolder({ 'x.yaml': smallExperiment(origin.url) })
  const run = await fallacy(['run', 'x.yaml', '--seed', '7', '-r', 'markdown=notes.md'], { cwd: folder.path })
  expect(run).toMatchObject({ code: 0, stdout: expect.stringMatching(/^ PASS {2}small .* seed 7 · exit 0\n/) })
  expect(run.stdout).toMatch(
    /\n {2}report {5}fallacy-report\/\S+-small-\w{4}\n {2}again {6}fallacy run x\.yaml --seed 7\n$/,
  )
  expect(run.stderr).toMatch(/^\d\d:\d\d:\d\d inject {4}start, 1 s$/m)
  expect(run.stderr).toMatch(/faults {4}off, verified/)
  expect(run.stderr + run.stdout).not.toContain('\x1b')
  expect(existsSync(join(folder.path, 'notes.md'))).toBe(true)

  const latest = join(folder.path, 'fallacy-report/latest')
  expect(readdirSync(latest).sort()).toEqual(['events.ndjson', 'experiment.yaml', 'junit.xml', 'report.json'])
  const again = await fallacy(['report', 'latest', '--format', 'json'], { cwd: folder.path })
  expect(again).toMatchObject({ code: 0, stderr: '', stdout: readFileSync(join(latest, 'report.json'), 'utf8') })
  expect((await fallacy(['report', latest], { cwd: folder.path })).stdout).toMatch(/^ PASS {2}small /)
})

test('with --json stdout is one document and nothing else; with --quiet there is no progress', async () => {
  using origin = await answering()
  using folder = temporaryFolder({ 'x.yaml': smallExperiment(origin.url, { max: '1ms' }) })
  const run = await fallacy(['run', 'x.yaml', '--json', '--quiet'], { cwd: folder.path })
  expect(run).toMatchObject({ code: 1, stderr: '' })
  expect(JSON.parse(run.stdout)).toMatchObject({ schema: 'report/1', outcome: 'fail', exitCode: 1 })
})

test('of several files the worst counts, and --json lists their reports', async () => {
  using origin = await answering()
  using folder = temporaryFolder()
  mkdirSync(join(folder.path, 'all'))
  writeFileSync(join(folder.path, 'all/a.yaml'), smallExperiment(origin.url, { max: '1ms' }))
  writeFileSync(join(folder.path, 'all/b.yaml'), smallExperiment(origin.url))
  const run = await fallacy(['run', 'all', '--json', '-q'], { cwd: folder.path })
  expect(run.code).toBe(1)
  expect(JSON.parse(run.stdout)).toMatchObject([{ outcome: 'fail' }, { outcome: 'pass' }])
})

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
  ['SIGTSTP', 130],
] as const)('%s takes the faults out, writes the report, and exits with %i', async (signal, code) => {
  using origin = await answering()
  using folder = temporaryFolder({ 'x.yaml': smallExperiment(origin.url, { inject: '60s' }) })
  const run = await fallacy(['run', 'x.yaml'], {
    cwd: folder.path,
    started: child =>
      child.stderr?.on('data', text => {
        if (String(text).includes('slow on')) child.kill(signal)
      }),
  })
  expect(run).toMatchObject({ code, signal: null })
  expect(run.stdout).toContain(`exit ${code}`)
  const journal = readFileSync(join(folder.path, 'fallacy-report/latest/events.ndjson'), 'utf8')
  expect(journal).toMatch(/"type":"faults.removed","verified":true/)
  expect(journal.trim().split('\n').at(-1)).toContain('"type":"run.ended"')
})

const PARENT = `
const { COMMAND, ...env } = process.env
const options = { stdio: 'inherit', env: { ...env, npm_command: 'exec' } }
require('node:child_process').spawn(process.execPath, [COMMAND, 'run', 'x.yaml'], options)
`

test('when npm dies, which passes no SIGTERM on, the run ends as if it had got one', async () => {
  using origin = await answering()
  using folder = temporaryFolder({ 'x.yaml': smallExperiment(origin.url, { inject: '60s' }) })
  const { PATH = '' } = process.env
  const npm = spawn(process.execPath, ['-e', PARENT], { cwd: folder.path, env: { PATH, COMMAND }, timeout: 15_000 })
  npm.stderr.on('data', text => {
    if (String(text).includes('slow on')) npm.kill('SIGTERM')
  })
  // Its streams are the run's too: they close when both are gone.
  await once(npm, 'close')
  const journal = readFileSync(join(folder.path, 'fallacy-report/latest/events.ndjson'), 'utf8')
  expect(journal).toMatch(/"type":"signal.received","signal":"SIGTERM"/)
  expect(journal.trim().split('\n').at(-1)).toMatch(/"type":"run.ended","exit":"sigterm","code":143/)
})

test('a run that was killed is said so by the next one, and its journal still gives a report', async () => {
  using origin = await answering()
  using folder = temporaryFolder({ 'x.yaml': smallExperiment(origin.url, { inject: '60s' }) })
  const killed = await fallacy(['run', 'x.yaml'], {
    cwd: folder.path,
    started: child =>
      child.stderr?.on('data', text => {
        if (String(text).includes('slow on')) child.kill('SIGKILL')
      }),
  })
  expect(killed.signal).toBe('SIGKILL')
  const report = await fallacy(['report', 'latest'], { cwd: folder.path })
  expect(report.code).toBe(0)
  expect(report.stderr).toContain('the run died before it was over')
  writeFileSync(join(folder.path, 'x.yaml'), smallExperiment(origin.url))
  const next = await fallacy(['run', 'x.yaml'], { cwd: folder.path })
  expect(next.stderr).toMatch(/^⚠ the last run here died before its end/)
})

test('nothing starts when one of the files is wrong, and the problem is on stderr', async () => {
  using origin = await answering()
  using folder = temporaryFolder({ 'a.yaml': smallExperiment(origin.url), 'b.yaml': 'version: 2\n' })
  const run = await fallacy(['run', 'a.yaml', 'b.yaml'], { cwd: folder.path })
  expect(run).toMatchObject({ code: 2, stdout: '' })
  expect(run.stderr).toContain('--> b.yaml:1:')
  expect(existsSync(join(folder.path, 'fallacy-report'))).toBe(false)
})

test('a host beyond this machine needs a word of consent', async () => {
  using folder = temporaryFolder({ 'x.yaml': smallExperiment('http://10.1.2.3') })
  const run = await fallacy(['run', 'x.yaml'], { cwd: folder.path })
  expect(run).toMatchObject({ code: 2, stdout: '' })
  expect(run.stderr).toContain('this touches 10.1.2.3, which is not this machine')
})

test('an unknown report format is found before anything starts', async () => {
  using origin = await answering()
  using folder = temporaryFolder({ 'x.yaml': smallExperiment(origin.url) })
  const run = await fallacy(['run', 'x.yaml', '-r', 'jnuit'], { cwd: folder.path })
  expect(run).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('no report format named "jnuit"') })
})

test('plan starts nothing and says what would happen', async () => {
  using folder = temporaryFolder({ 'x.yaml': smallExperiment('http://127.0.0.1:9') })
  const plan = await fallacy(['plan', 'x.yaml'], { cwd: folder.path })
  expect(plan).toMatchObject({ code: 0 })
  expect(plan.stdout).toMatch(/touches 127\.0\.0\.1:9\n[\s\S]+slow {2}latency {2}100 % of shop/)
})
