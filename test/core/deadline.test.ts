import { expect, test } from 'vitest'
import { leavable, within } from '../../src/core/deadline.js'
import { manualClock } from '../support/manual-clock.js'

const never = new AbortController().signal
const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))

test('work that is done in time gives its value and leaves no sleeper behind', async () => {
  const clock = manualClock()
  expect(await within(clock, 100, never, async () => 7)).toEqual({ expired: false, value: 7 })
  expect(clock.sleepers).toBe(0)
})

test('work that is not done in time is aborted, and that is no error', async () => {
  const clock = manualClock()
  const done = within(clock, 100, never, untilAborted)
  await clock.advance(100)
  expect(await done).toEqual({ expired: true })
})

test('an abort from outside is passed on with its reason', async () => {
  const clock = manualClock()
  const outer = new AbortController()
  const done = within(clock, 100, outer.signal, untilAborted)
  outer.abort(new Error('the run is stopped'))
  await expect(done).rejects.toThrow('the run is stopped')
  expect(clock.sleepers).toBe(0)
})

test('an error of the work itself is its own', async () => {
  const failing = async () => {
    throw new Error('mine')
  }
  await expect(within(manualClock(), 100, never, failing)).rejects.toThrow('mine')
})

test('work that is deaf to signals can be left', async () => {
  const outer = new AbortController()
  const left = leavable(new Promise(() => {}), outer.signal)
  outer.abort(new Error('left'))
  await expect(left).rejects.toThrow('left')
  await expect(leavable(Promise.resolve(1), never)).resolves.toBe(1)
})
