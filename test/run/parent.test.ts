import { expect, test } from 'vitest'
import { watchParent } from '../../src/run/parent.js'
import { manualClock } from '../support/manual-clock.js'

const watching = () => {
  const clock = manualClock()
  const ending = new AbortController()
  const state = { ppid: 100, gone: 0 }
  const watched = watchParent({ clock, ppid: () => state.ppid, gone: () => state.gone++ }, ending.signal)
  return { clock, ending, state, watched }
}

test('a parent that changes is gone, and that is said once', async () => {
  const { clock, state, watched } = watching()
  await clock.advance(5_000)
  expect(state.gone).toBe(0)
  state.ppid = 1
  await clock.advance(500)
  await watched
  await clock.advance(5_000)
  expect(state.gone).toBe(1)
})

test('a watch that is over leaves nothing behind', async () => {
  const { clock, ending, state, watched } = watching()
  await clock.advance(100)
  ending.abort()
  await watched
  state.ppid = 1
  await clock.advance(5_000)
  expect([state.gone, clock.sleepers]).toEqual([0, 0])
})
