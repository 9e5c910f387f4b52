import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { seeded } from '../../../src/core/random.js'
import { outbox } from '../../../src/sample/resilient/outbox.js'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('work that fails is kept until it is done, once each', async () => {
  const done: number[] = []
  let failing = true
  const box = outbox(seeded(1))
  for (const piece of [1, 2, 3])
    box.post(async () => {
      if (failing) throw new Error('down')
      done.push(piece)
    })
  await vi.advanceTimersByTimeAsync(5_000)
  expect(done).toEqual([])
  failing = false
  await vi.advanceTimersByTimeAsync(1_500)
  expect(done.sort()).toEqual([1, 2, 3])
  expect(vi.getTimerCount()).toBe(0)
})

test('a backlog is worked off four at a time, never all at once', async () => {
  let [busy, most, done] = [0, 0, 0]
  const box = outbox(seeded(1))
  for (let piece = 0; piece < 10; piece++)
    box.post(async () => {
      busy += 1
      most = Math.max(most, busy)
      await new Promise(resolve => setTimeout(resolve, 10))
      busy -= 1
      done += 1
    })
  await vi.advanceTimersByTimeAsync(29)
  expect({ most, done }).toEqual({ most: 4, done: 8 })
  await vi.advanceTimersByTimeAsync(1)
  expect(done).toBe(10)
})

test('while nothing succeeds attempts become rare', async () => {
  let attempts = 0
  const box = outbox(seeded(1))
  box.post(async () => {
    attempts += 1
    throw new Error('down')
  })
  await vi.advanceTimersByTimeAsync(60_000)
  expect(attempts).toBeGreaterThan(60)
  expect(attempts).toBeLessThan(130)
})

test('settled work is done at once, or promised', async () => {
  let failing = true
  let done = 0
  const work = async () => {
    if (failing) throw new Error('down')
    done += 1
  }
  const box = outbox(seeded(1))
  expect(await box.settle(work)).toBe('later')
  failing = false
  expect(await box.settle(work)).toBe('done')
  await vi.advanceTimersByTimeAsync(1_000)
  expect(done).toBe(2)
})
