import { expect, test } from 'vitest'
import type { Body } from '../../src/core/body.js'
import { DelayLine, LINE_LIMIT } from '../../src/core/delay-line.js'
import { manualClock } from '../support/manual-clock.js'

const lineOf = (body: Body, delayMs: () => number) => {
  const clock = manualClock()
  const state = { closed: 0 }
  const line = new DelayLine(body, {
    ...{ now: clock.now, delayMs, wait: ms => clock.sleep(ms, new AbortController().signal) },
    closed: () => void state.closed++,
  })
  return { clock, line, state }
}

test('what is on its way has a bound, and then the sender is held back', async () => {
  let sent = 0
  async function* endless(): Body {
    for (;;) {
      sent += 64 * 1024
      yield Buffer.alloc(64 * 1024)
    }
  }
  const { clock, line } = lineOf(endless(), () => 1_000)
  await clock.advance(500)
  expect(sent).toBe(LINE_LIMIT)
  const first = line.next()
  await clock.advance(500)
  await first
  await clock.advance(0)
  expect(sent).toBe(LINE_LIMIT + 64 * 1024)
  await line.return()
})

test('a shorter time does not overtake a longer one', async () => {
  const times = [100, 10, 0]
  async function* two(): Body {
    yield Buffer.from('a')
    yield Buffer.from('b')
  }
  const { clock, line, state } = lineOf(two(), () => times.shift() ?? 0)
  const seen: [string, number][] = []
  const reading = (async () => {
    for await (const chunk of line) seen.push([Buffer.from(chunk).toString(), clock.now()])
  })()
  await clock.advance(200)
  await reading
  expect(seen).toEqual([
    ['a', 100],
    ['b', 100],
  ])
  expect(state.closed).toBe(1)
})

test('a body that breaks off does so late, and behind what came before', async () => {
  async function* broken(): Body {
    yield Buffer.from('a')
    throw new Error('cut')
  }
  const { clock, line, state } = lineOf(broken(), () => 50)
  const seen: string[] = []
  const reading = (async () => {
    for await (const chunk of line) seen.push(Buffer.from(chunk).toString())
  })().catch((error: Error) => seen.push(`${error.message} at ${clock.now()}`))
  await clock.advance(200)
  await reading
  expect(seen).toEqual(['a', 'cut at 50'])
  expect(state.closed).toBe(1)
})
