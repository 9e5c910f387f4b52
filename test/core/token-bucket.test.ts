import { expect, test } from 'vitest'
import { openBucket } from '../../src/core/token-bucket.js'
import { manualClock } from '../support/manual-clock.js'

const never = new AbortController().signal
const RATE = 100_000

/** Takes slices as fast as it may; a wait ends `late` ms after it should. */
const drawFrom = (late: (n: number) => number = () => 0, burst = 0) => {
  const clock = manualClock()
  const bucket = openBucket(RATE, burst, clock)
  const passed: { at: number; bytes: number }[] = []
  let waits = 0
  const wait = async (ms: number) => {
    await clock.sleep(ms + late(waits++), never)
    return true
  }
  const take = async (bytes: number) => {
    for (let left = bytes; left > 0; left -= bucket.slice) {
      const slice = Math.min(left, bucket.slice)
      await bucket.take(slice, wait)
      passed.push({ at: clock.now(), bytes: slice })
    }
  }
  return { clock, bucket, passed, take }
}

const within = (passed: readonly { at: number; bytes: number }[], from: number, ms: number) =>
  passed.filter(({ at }) => at >= from && at < from + ms).reduce((sum, { bytes }) => sum + bytes, 0)
const most = (passed: readonly { at: number; bytes: number }[], ms: number) =>
  Math.max(...passed.map(({ at }) => within(passed, at, ms)))

const run = async (drawing: ReturnType<typeof drawFrom>, bytes: number) => {
  const start = drawing.clock.now()
  const taking = drawing.take(bytes)
  let over = false
  taking.then(() => {
    over = true
  })
  while (!over) await drawing.clock.advance(1)
  return (drawing.passed.at(-1)?.at ?? 0) - start
}

test('the rate is held', async () => {
  const drawing = drawFrom()
  expect(await run(drawing, 50_000)).toBeCloseTo(500, -1)
  expect(most(drawing.passed, 100)).toBeLessThanOrEqual(1.1 * (RATE / 10))
})

test('waits that end late do not add up, and are made up for without a burst', async () => {
  const drawing = drawFrom(n => (n % 50 === 3 ? 20 : 1))
  expect(Math.abs((await run(drawing, 50_000)) - 500)).toBeLessThanOrEqual(10)
  expect(most(drawing.passed, 100)).toBeLessThanOrEqual(1.25 * (RATE / 10))
})

test('an idle link saves nothing up', async () => {
  const drawing = drawFrom()
  await run(drawing, 1_000)
  await drawing.clock.advance(10_000)
  expect(await run(drawing, 20_000)).toBeCloseTo(200, -1)
})

test('a burst passes at once at the start and after a pause, and not between', async () => {
  const drawing = drawFrom(() => 0, 5_000)
  expect(await run(drawing, 5_000)).toBe(0)
  expect(await run(drawing, 10_000)).toBeGreaterThan(90)
  await drawing.clock.advance(1_000)
  expect(await run(drawing, 5_000)).toBe(0)
})

test('small chunks are not slowed down by the grain of the timer', async () => {
  const drawing = drawFrom(() => 1)
  const start = drawing.clock.now()
  let over = false
  const taking = (async () => {
    for (let n = 0; n < 500; n++) await drawing.take(20)
    over = true
  })()
  while (!over) await drawing.clock.advance(1)
  await taking
  expect(Math.abs(drawing.clock.now() - start - 100)).toBeLessThanOrEqual(8)
})

test('six who share one bucket get the same, and their sum is the rate', async () => {
  const clock = manualClock()
  const bucket = openBucket(RATE, 0, clock)
  const got = [0, 0, 0, 0, 0, 0]
  const wait = async (ms: number) => {
    await clock.sleep(ms, never)
    return true
  }
  const taking = got.map(async (_, who) => {
    while (clock.now() < 600) {
      await bucket.take(bucket.slice, wait)
      got[who] = (got[who] ?? 0) + bucket.slice
    }
  })
  while (clock.now() < 700) await clock.advance(10)
  await Promise.all(taking)
  const sum = got.reduce((a, b) => a + b, 0)
  expect(Math.abs(sum - 60_000)).toBeLessThanOrEqual(6 * bucket.slice)
  expect(Math.max(...got) - Math.min(...got)).toBeLessThanOrEqual(2 * bucket.slice)
})

test('a rate below a byte in a tick still moves byte by byte', async () => {
  const clock = manualClock()
  const bucket = openBucket(10, 0, clock)
  expect(bucket.slice).toBe(1)
  let passed = false
  const taking = bucket.take(1, async ms => {
    await clock.sleep(ms, never)
    passed = true
    return true
  })
  await clock.advance(99)
  expect(passed).toBe(false)
  await clock.advance(1)
  expect(await taking).toBe(true)
})

test('the newest pace is that of all who share a bucket', async () => {
  const clock = manualClock()
  const bucket = openBucket(1_000, 0, clock)
  const waits: number[] = []
  const take = () => bucket.take(100, async ms => waits.push(ms) > 0)
  await take()
  bucket.pace(100)
  await take()
  expect(waits[1] ?? 0).toBeGreaterThan((waits[0] ?? 0) * 5)
})
