import { spawn } from 'node:child_process'
import { expect, onTestFinished, test } from 'vitest'
import { endGroup, isGroupAlive, signalGroup } from '../../src/core/process-group.js'
import { systemClock } from '../../src/core/system-clock.js'

const never = new AbortController().signal

/** A group that has said `up`. */
const group = async (script: string): Promise<number> => {
  const child = spawn('sh', ['-c', script], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] })
  const { pid = 0 } = child
  onTestFinished(() => {
    signalGroup(pid, 'SIGKILL')
  })
  await new Promise(resolve => child.stdout.once('data', resolve))
  return pid
}

const ending = (graceMs: number, hurry = never) =>
  ({ signal: 'SIGTERM', graceMs, clock: systemClock(), hurry }) as const

test('a group ends by its signal as a whole', async () => {
  const pid = await group('sleep 60 & sleep 60 & echo up; wait')
  expect(isGroupAlive(pid)).toBe(true)
  expect(await endGroup(pid, ending(10_000))).toEqual({ killed: false })
  expect(isGroupAlive(pid)).toBe(false)
})

test('a group that stays is killed when its grace is over', async () => {
  const pid = await group("trap '' TERM; echo up; while :; do sleep 1; done")
  expect(await endGroup(pid, ending(100))).toEqual({ killed: true })
  expect(isGroupAlive(pid)).toBe(false)
})

test('a group whose leader is gone is still alive', async () => {
  const pid = await group("(trap '' TERM HUP; echo up; while :; do sleep 1; done) & exit")
  await new Promise(resolve => setImmediate(resolve))
  expect(isGroupAlive(pid)).toBe(true)
  expect(await endGroup(pid, ending(100))).toEqual({ killed: true })
  expect(isGroupAlive(pid)).toBe(false)
})

test('in a hurry there is no grace', async () => {
  const pid = await group("trap '' TERM; echo up; while :; do sleep 1; done")
  expect(await endGroup(pid, ending(60_000, AbortSignal.abort()))).toEqual({ killed: true })
})

test('a group that is gone is no error', async () => {
  const pid = await group('echo up')
  await expect.poll(() => isGroupAlive(pid)).toBe(false)
  expect(await endGroup(pid, ending(1_000))).toEqual({ killed: false })
})
