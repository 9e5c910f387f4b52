import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { standingOf } from '../../src/run/standing.js'

test.skipIf(process.platform === 'win32')('a process is running, stopped, and running again', async () => {
  const child = spawn('sleep', ['30'], { stdio: 'ignore' })
  await once(child, 'spawn')
  const standing = () => standingOf(child.pid ?? 0)
  expect(standing()).toBe('running')
  child.kill('SIGSTOP')
  await expect.poll(standing).toBe('stopped')
  child.kill('SIGCONT')
  await expect.poll(standing).toBe('running')
  child.kill('SIGKILL')
})

test('of a process that is not there nothing is held against it', () => {
  expect(standingOf(2 ** 22 + 1)).toBe('running')
})
