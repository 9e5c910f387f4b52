import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { seeded } from '../../../src/core/random.js'
import type { Call, Caller } from '../../../src/sample/call.js'
import { Open } from '../../../src/sample/resilient/circuit-breaker.js'
import { retry } from '../../../src/sample/resilient/retry.js'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const get: Call = { method: 'GET', url: 'http://127.0.0.1/' }
const post: Call = { method: 'POST', url: 'http://127.0.0.1/' }

/** Fails the first `failures` times. */
const flaky = (failures: number, error = new Error('reset')) => {
  const calls: Call[] = []
  const caller: Caller = async call => {
    calls.push(call)
    if (calls.length <= failures) throw error
    return { status: 200, body: null }
  }
  return { calls, caller }
}

const outcomeOf = async (caller: Caller, attempts: number, call: Call): Promise<unknown> => {
  const outcome = retry({ attempts, random: seeded(1) }, caller)(call).catch((error: unknown) => error)
  await vi.advanceTimersByTimeAsync(10_000)
  return outcome
}

test('a call that fails twice succeeds at the third attempt', async () => {
  const { calls, caller } = flaky(2)
  expect(await outcomeOf(caller, 3, get)).toMatchObject({ status: 200 })
  expect(calls).toHaveLength(3)
})

test('attempts are bounded, and the last failure is told', async () => {
  const { calls, caller } = flaky(9)
  expect(await outcomeOf(caller, 3, get)).toEqual(new Error('reset'))
  expect(calls).toHaveLength(3)
})

test('a POST is repeated only when its key makes that safe', async () => {
  const unsafe = flaky(1)
  expect(await outcomeOf(unsafe.caller, 3, post)).toEqual(new Error('reset'))
  const safe = flaky(1)
  expect(await outcomeOf(safe.caller, 3, { ...post, idempotencyKey: 'order-1' })).toMatchObject({ status: 200 })
  expect(safe.calls.map(({ idempotencyKey }) => idempotencyKey)).toEqual(['order-1', 'order-1'])
})

test('an open circuit is not hammered', async () => {
  const { calls, caller } = flaky(9, new Open('the circuit is open'))
  expect(await outcomeOf(caller, 3, get)).toBeInstanceOf(Open)
  expect(calls).toHaveLength(1)
})

test('the pause before an attempt is random and at most doubles', async () => {
  const at: number[] = []
  const random = seeded(7)
  const caller = retry({ attempts: 4, random }, async () => {
    at.push(Date.now())
    throw new Error('reset')
  })
  const outcomes = Array.from({ length: 20 }, () => caller(get).catch(() => null))
  await vi.advanceTimersByTimeAsync(10_000)
  await Promise.all(outcomes)
  const start = at[0] ?? 0
  expect(at).toHaveLength(80)
  expect(Math.max(...at) - start).toBeLessThanOrEqual(50 + 100 + 200 + 3)
  expect(new Set(at.slice(20)).size).toBeGreaterThan(10)
})
