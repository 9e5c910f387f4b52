import { expect, test } from 'vitest'
import type { Caller } from '../../../src/sample/call.js'
import { circuitBreaker, Open } from '../../../src/sample/resilient/circuit-breaker.js'

/** A dependency that fails while it is not well, behind a breaker on a clock that the test moves. */
const guarded = () => {
  const state = { now: 0, well: true, asked: 0 }
  const dependency: Caller = async () => {
    state.asked += 1
    if (!state.well) throw new Error('down')
    return { status: 200, body: null }
  }
  const caller = circuitBreaker(() => state.now)(dependency)
  const outcome = () =>
    caller({ method: 'GET', url: 'http://127.0.0.1/' }).then(
      () => 'answered',
      (error: unknown) => (error instanceof Open ? 'open' : 'failed'),
    )
  const times = async (count: number) => {
    const outcomes: string[] = []
    for (let at = 0; at < count; at++) outcomes.push(await outcome())
    return outcomes
  }
  return { state, outcome, times }
}

test('ten failures among the last twenty calls open the circuit, and then nobody is asked', async () => {
  const { state, times } = guarded()
  await times(10)
  state.well = false
  expect(await times(12)).toEqual([...Array(10).fill('failed'), 'open', 'open'])
  expect(state.asked).toBe(20)
})

test('after a rest one call tries, and its success closes the circuit', async () => {
  const { state, times, outcome } = guarded()
  state.well = false
  await times(11)
  state.well = true
  state.now += 499
  expect(await outcome()).toBe('open')
  state.now += 1
  expect(await Promise.all([outcome(), outcome(), outcome()])).toEqual(['answered', 'open', 'open'])
  expect(await times(3)).toEqual(['answered', 'answered', 'answered'])
})

test('after a trial that failed the circuit rests again', async () => {
  const { state, times, outcome } = guarded()
  state.well = false
  await times(10)
  state.now += 500
  expect(await outcome()).toBe('failed')
  state.now += 499
  expect(await outcome()).toBe('open')
})

test('a failure now and then leaves the circuit closed', async () => {
  const { state, times, outcome } = guarded()
  for (let round = 0; round < 20; round++) {
    state.well = false
    expect(await outcome()).toBe('failed')
    state.well = true
    expect(await times(2)).toEqual(['answered', 'answered'])
  }
})
