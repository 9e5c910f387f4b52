import { getEventListeners, setMaxListeners } from 'node:events'
import { performance } from 'node:perf_hooks'
import { expect, test, vi } from 'vitest'
import { systemClock } from '../../src/core/system-clock.js'

const never = new AbortController().signal
setMaxListeners(0, never)

test('a sleep is never early, whatever its length', async () => {
  const clock = systemClock()
  const early = await Promise.all(
    Array.from({ length: 300 }, async (_, n) => {
      const ms = (n % 60) + 0.37
      const start = performance.now()
      await clock.sleep(ms, never)
      return performance.now() - start < ms
    }),
  )
  expect(early).not.toContain(true)
})

test('sleepers wake in the order of their due times', async () => {
  const clock = systemClock()
  const woken: number[] = []
  await Promise.all([30, 5, 20, 10].map(ms => clock.sleep(ms, never).then(() => woken.push(ms))))
  expect(woken).toEqual([5, 10, 20, 30])
})

test('a sleeper leaves at once with the reason of its signal, and the others still wake', async () => {
  const clock = systemClock()
  const leaving = new AbortController()
  setMaxListeners(0, leaving.signal)
  const sleeps = Array.from({ length: 200 }, () => clock.sleep(60_000, leaving.signal).catch(error => error))
  const stays = clock.sleep(20, never)
  const reason = new Error('gone')
  leaving.abort(reason)
  expect(await Promise.all(sleeps)).toEqual(Array.from({ length: 200 }, () => reason))
  await stays
})

test('a sleep without end waits for its signal and for nothing else', async () => {
  const leaving = new AbortController()
  const sleep = systemClock().sleep(Number.POSITIVE_INFINITY, leaving.signal)
  leaving.abort(new Error('lifted'))
  await expect(sleep).rejects.toThrow('lifted')
})

test('whoever is woken sleeps no longer, is told so, and listens to nothing any more', async () => {
  const clock = systemClock()
  const [ending, waking] = [new AbortController(), new AbortController()]
  const [short, long, endless] = [1, 60_000, Number.POSITIVE_INFINITY].map(ms =>
    clock.sleep(ms, ending.signal, waking.signal),
  )
  expect(await short).toBe(true)
  waking.abort()
  expect(await Promise.all([long, endless])).toEqual([false, false])
  expect(await clock.sleep(60_000, ending.signal, waking.signal)).toBe(false)
  expect(getEventListeners(ending.signal, 'abort')).toEqual([])
})

test('a signal that has aborted already rejects without waiting', async () => {
  await expect(systemClock().sleep(1_000, AbortSignal.abort(new Error('before')))).rejects.toThrow('before')
})

test('a step of the wall clock changes no time', () => {
  const clock = systemClock()
  const before = clock.now()
  const wall = vi.spyOn(Date, 'now').mockReturnValue(0)
  const after = clock.now()
  wall.mockRestore()
  expect(after).toBeGreaterThanOrEqual(before)
  expect(after - before).toBeLessThan(60_000)
})
