import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { type Parent, parentOf, watchParent } from '../../src/run/parent.js'
import { manualClock } from '../support/manual-clock.js'

const watching = (first: Parent) => {
  const clock = manualClock()
  const ending = new AbortController()
  const state = { parent: first, gone: 0, woken: 0 }
  const watch = { clock, look: () => state.parent, gone: () => void state.gone++, woken: () => void state.woken++ }
  return { clock, ending, state, watched: watchParent(watch, ending.signal) }
}

test('a parent that changes is gone, and that is said once', async () => {
  const { clock, state, watched } = watching({ pid: 100, wakes: null })
  await clock.advance(5_000)
  expect(state).toMatchObject({ gone: 0, woken: 0 })
  state.parent = { pid: 1, wakes: null }
  await clock.advance(250)
  await watched
  await clock.advance(5_000)
  expect(state).toMatchObject({ gone: 1, woken: 0 })
})

test('a parent that is woken was sent a signal, each time', async () => {
  const { clock, state, ending } = watching({ pid: 100, wakes: 7 })
  await clock.advance(5_000)
  expect(state.woken).toBe(0)
  state.parent = { pid: 100, wakes: 8 }
  await clock.advance(5_000)
  expect(state.woken).toBe(1)
  ending.abort()
})

test('a parent whose wakes cannot be told is never woken', async () => {
  const { clock, state, ending } = watching({ pid: 100, wakes: null })
  state.parent = { pid: 100, wakes: 8 }
  await clock.advance(250)
  state.parent = { pid: 100, wakes: null }
  await clock.advance(250)
  expect(state.woken).toBe(0)
  ending.abort()
})

test('a watch that is over leaves nothing behind', async () => {
  const { clock, ending, state, watched } = watching({ pid: 100, wakes: null })
  await clock.advance(100)
  ending.abort()
  await watched
  state.parent = { pid: 1, wakes: null }
  await clock.advance(5_000)
  expect([state.gone, clock.sleepers]).toEqual([0, 0])
})

test.runIf(process.platform === 'linux')(
  'a shell that waits for one child is woken by SIGINT, and by nothing else',
  async () => {
    const shell = spawn('dash', [
      '-c',
      `"$0" -e 'console.log(process.pid); setTimeout(() => {}, 10_000)'; true`,
      process.execPath,
    ])
    const [line] = await once(shell.stdout, 'data')
    const child = Number(line)
    const look = () => parentOf(child, shell.pid ?? 0)
    const before = look()
    await new Promise(resolve => setTimeout(resolve, 100))
    expect(look()).toEqual(before)
    expect(before.wakes).not.toBeNull()
    shell.kill('SIGINT')
    await expect.poll(() => look().wakes).toBeGreaterThan(before.wakes ?? 0)
    process.kill(child, 'SIGKILL')
    await once(shell, 'exit')
  },
)

test('a parent that is no shell tells nothing', () => {
  expect(parentOf(process.pid, process.ppid)).toEqual({ pid: process.ppid, wakes: null })
})
