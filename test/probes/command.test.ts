import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { isGroupAlive } from '../../src/core/process-group.js'
import { command } from '../../src/probes/command.js'
import { sampleOnce } from '../support/open-probe.js'

const node = (code: string, ...more: readonly string[]) => [process.execPath, '-e', code, ...more]

test('exit code 0 is a good sample', async () => {
  expect(await sampleOnce(command, { run: node('') })).toEqual({ ok: true, latencyMs: expect.any(Number) })
})

test('another exit code is exit, with the last line of standard error', async () => {
  const sample = await sampleOnce(command, { run: node('console.error("a\\nno database"); process.exitCode = 3') })
  expect(sample).toMatchObject({ ok: false, error: 'exit', detail: 'exit code 3: no database' })
})

test('the exit code and the output that are expected can be named', async () => {
  const run = node('console.log("2 stuck"); process.exitCode = 3')
  expect(await sampleOnce(command, { run, expect: { exit: 3, stdout: 'stuck' } })).toMatchObject({ ok: true })
  expect(await sampleOnce(command, { run, expect: { exit: 3, stdout: { regex: '^0 ' } } })).toMatchObject({
    error: 'body',
  })
})

test('a number in the output becomes the value', async () => {
  const run = node('console.log(JSON.stringify({ count: 12 }))')
  expect(await sampleOnce(command, { run, value: { from: 'stdout', json: '$.count' } })).toMatchObject({ value: 12 })
  expect(await sampleOnce(command, { run, value: { from: 'stdout' } })).toMatchObject({ error: 'badValue' })
})

test('arguments reach the program as they are: there is no shell', async () => {
  const words = ['$(echo 1); `id` *', 'a  b', `"it's"`, '-rf', '', 'x\ny', '$HOME']
  const run = node('console.log(JSON.stringify(process.argv.slice(1)))', '--', ...words)
  expect(await sampleOnce(command, { run, expect: { stdout: JSON.stringify(words) } })).toMatchObject({ ok: true })
})

test('a program that does not exist is about the probe', async () => {
  const sample = await sampleOnce(command, { run: ['no-such-program-here'] })
  expect(sample).toMatchObject({ ok: false, error: 'probeError', detail: expect.stringContaining('ENOENT') })
})

test('a relative program is found in the folder of the experiment', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'fallacy-'))
  writeFileSync(join(folder, 'check.sh'), '#!/bin/sh\npwd\n', { mode: 0o755 })
  const sample = await sampleOnce(command, { run: ['./check.sh'], expect: { stdout: folder } }, folder)
  expect(sample).toMatchObject({ ok: true })
})

test('the environment is a basic one, and what the file hands over: no secret of whoever runs it', async () => {
  onTestFinished(() => void vi.unstubAllEnvs())
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'canary')
  const run = node('console.log(!!process.env.PATH, process.env.AWS_SECRET_ACCESS_KEY, process.env.GIVEN)')
  const options = { run, env: { GIVEN: 'it' }, expect: { stdout: 'true undefined it' } }
  expect(await sampleOnce(command, options)).toMatchObject({ ok: true })
})

test('at the timeout the whole group is killed, a grandchild that ignores signals too', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'fallacy-'))
  writeFileSync(join(folder, 'hang.sh'), '#!/bin/sh\necho $$ > pid\n(trap "" TERM INT HUP; sleep 60) &\nsleep 60\n', {
    mode: 0o755,
  })
  const sample = await sampleOnce(command, { run: ['./hang.sh'], timeout: '400ms' }, folder)
  expect(sample).toEqual({ ok: false, error: 'timeout', latencyMs: 400 })
  const group = Number(readFileSync(join(folder, 'pid'), 'utf8'))
  await expect.poll(() => isGroupAlive(group)).toBe(false)
})

test('what a program leaves behind does not outlive it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'fallacy-'))
  writeFileSync(join(folder, 'leave.sh'), '#!/bin/sh\necho $$ > pid\nsleep 60 &\n', { mode: 0o755 })
  expect(await sampleOnce(command, { run: ['./leave.sh'] }, folder)).toMatchObject({ ok: true })
  const group = Number(readFileSync(join(folder, 'pid'), 'utf8'))
  await expect.poll(() => isGroupAlive(group)).toBe(false)
})
