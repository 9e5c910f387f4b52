import { expect, test } from 'vitest'
import { startPulse } from '../../src/run/pulse.js'
import { manualClock } from '../support/manual-clock.js'

test('the pulse beats at once and then at its rate, until its signal', async () => {
  const clock = manualClock()
  const ending = new AbortController()
  const beats: number[] = []
  const pulse = startPulse(
    { clock, everyMs: 250, lateMs: 1_000, beat: now => beats.push(now), stoodStill: () => beats.push(-1) },
    ending.signal,
  )
  await clock.advance(600)
  ending.abort(new Error('end'))
  await pulse
  expect(beats).toEqual([0, 250, 500])
})

test('a process that stood still hears for how long', async () => {
  let now = 0
  const wakes: (() => void)[] = []
  const clock = { now: () => now, sleep: () => new Promise<void>(resolve => wakes.push(resolve)) }
  const ending = new AbortController()
  const late: number[] = []
  const pulse = startPulse(
    { clock, everyMs: 250, lateMs: 1_000, beat: () => {}, stoodStill: ms => late.push(ms) },
    ending.signal,
  )
  now = 5_250
  wakes.shift()?.()
  await new Promise(resolve => setImmediate(resolve))
  ending.abort()
  wakes.shift()?.()
  await pulse
  expect(late).toEqual([5_000])
})
