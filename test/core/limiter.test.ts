import { expect, test } from 'vitest'
import { type Algorithm, openLimiter } from '../../src/core/limiter.js'
import { manualClock } from '../support/manual-clock.js'

/** Asks at each of these times, in ms; `+` is granted, `-` is not. */
const answers = async (algorithm: Algorithm, limit: number, windowMs: number, times: readonly number[]) => {
  const clock = manualClock()
  const limiter = openLimiter(algorithm, limit, windowMs, clock)
  const said: string[] = []
  for (const time of times) {
    await clock.advance(time - clock.now())
    said.push(limiter.ask().granted ? '+' : '-')
  }
  return said.join('')
}

test('fixed windows follow each other from the first request on', async () => {
  expect(await answers('fixed', 2, 100, [0, 10, 20, 99, 100, 110, 120, 250])).toBe('++--++-+')
})

test('a sliding window never sees more than the limit, wherever it lies', async () => {
  expect(await answers('sliding', 2, 100, [0, 90, 95, 100, 110, 189, 190])).toBe('++-+--+')
})

test('a bucket of tokens allows a burst and then one token at a time', async () => {
  expect(await answers('token', 2, 100, [0, 1, 2, 49, 51, 60, 101, 400, 401, 402])).toBe('++--+-+++-')
})

test('what is left and when there is more is told', async () => {
  const clock = manualClock()
  const limiter = openLimiter('fixed', 2, 100, clock)
  expect(limiter.ask()).toEqual({ granted: true, left: 1, resetMs: 100 })
  await clock.advance(30)
  expect(limiter.ask()).toEqual({ granted: true, left: 0, resetMs: 70 })
  expect(limiter.ask()).toEqual({ granted: false, left: 0, resetMs: 70 })
})
