import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { timeout } from '../../../src/sample/resilient/timeout.js'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const call = { method: 'GET', url: 'http://127.0.0.1/' } as const

test('a call that takes too long is given up, and its signal tells the connection', async () => {
  let seen: AbortSignal | undefined
  const silent = timeout(200, (_, signal) => {
    seen = signal
    return new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason)))
  })
  const outcome = silent(call).catch((error: unknown) => error)
  await vi.advanceTimersByTimeAsync(199)
  expect(seen?.aborted).toBe(false)
  await vi.advanceTimersByTimeAsync(1)
  expect(await outcome).toMatchObject({ name: 'TimeoutError' })
})

test('a call that is quick enough keeps its answer and leaves no timer', async () => {
  const quick = timeout(200, async () => ({ status: 200, body: 'here' }))
  expect(await quick(call)).toEqual({ status: 200, body: 'here' })
  expect(vi.getTimerCount()).toBe(0)
})
