import { expect, test } from 'vitest'
import { startPulse } from '../../src/run/pulse.js'
import { manualClock } from '../support/manual-clock.js'

test('the pulse beats at once and then at its rate, until its signal', async () => {
  const clock = manualClock()
  const ending = new AbortController()
  const beats: number[] = []
  const pulse = startPulse(
    { clock, everyMs: 250, beat: () => beats.push(clock.now()), stoodStill: () => beats.push(-1), saturated: () => {} },
    ending.signal,
  )
  await clock.advance(600)
  ending.abort(new Error('end'))
  await pulse
  expect(beats).toEqual([0, 250, 500])
})

/** A pulse whose every sleep takes `lateMs` too long. */
const latePulse = async (lateMs: number, beats: number) => {
  let now = 0
  const seen: string[] = []
  const ending = new AbortController()
  const clock = {
    now: () => now,
    sleep: async (ms: number) => {
      now += ms + lateMs
      if (--beats === 0) ending.abort()
      return true
    },
  }
  const stoodStill = (ms: number) => seen.push(`still ${ms}`)
  const saturated = (ms: number) => seen.push(`saturated ${ms}`)
  await startPulse({ clock, everyMs: 250, beat: () => {}, stoodStill, saturated }, ending.signal)
  return seen
}

test('a process that stood still hears for how long', async () => {
  expect(await latePulse(5_000, 2)).toEqual(['still 5000'])
})

test('five seconds of late beats say that the tool is saturated, and a few of them do not', async () => {
  expect(await latePulse(300, 9)).toEqual([])
  expect(await latePulse(300, 12)).toContain('saturated 300')
  expect(await latePulse(200, 60)).toEqual([])
})
