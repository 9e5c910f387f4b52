import { expect, test } from 'vitest'
import { openJournal } from '../../src/core/journal.js'
import type { EventuallyHypothesis } from '../../src/core/plan.js'
import { watchOpenStarts } from '../../src/run/open-starts.js'
import { place, planOf } from '../support/journal-factory.js'
import { manualClock } from '../support/manual-clock.js'

const eventually = (parts: Partial<EventuallyHypothesis>): EventuallyHypothesis => ({
  ...{ kind: 'eventually', id: 'a', title: 'a', probe: 'orders', phases: ['inject'], gate: false, severity: 'block' },
  ...{ onInconclusive: 'fail', place: place(1), withinMs: 5_000, atLeast: 1, maxDuplicates: null },
  ...{ start: { probe: 'orders', key: 'id' }, finish: { probe: 'hooks', key: 'order' }, ...parts },
})

/** The time at which nothing is open any more, where an order comes at 0 and what `later` says comes at its times. */
const settledAt = async (hypothesis: EventuallyHypothesis, later: Readonly<Record<number, string>> = {}) => {
  const clock = manualClock()
  const journal = openJournal(clock.now)
  const elapsed = clock.now
  const starts = watchOpenStarts(planOf({ hypotheses: [hypothesis] }), { clock, journal, elapsed })
  let x = 0
  const exchange = (probe: string, name: string, key: string) => {
    journal.append({ type: 'exchange.keyed', x: ++x, name, key })
    journal.append({ type: 'probe.sampled', probe, sample: { ok: true, latencyMs: 0 }, x })
  }
  exchange('orders', 'id', 'one')
  let settled: number | null = null
  const done = starts.settled(8_000, new AbortController().signal).then(() => {
    settled = clock.now()
  })
  for (let t = 250; settled === null && t <= 10_000; t += 250) {
    await clock.advance(250)
    const key = later[t]
    if (key !== undefined) exchange('hooks', 'order', key)
  }
  await done
  return settled
}

test('the run waits for what was started, no longer than its time and the longest duration of a run', async () => {
  expect(await settledAt(eventually({}), { 1000: 'other', 2000: 'one' })).toBe(2_250)
  expect(await settledAt(eventually({}))).toBe(5_000)
  expect(await settledAt(eventually({ withinMs: 60_000 }))).toBe(8_000)
})

test('where repeats count, it waits for them', async () => {
  expect(await settledAt(eventually({ maxDuplicates: 0 }), { 1000: 'one' })).toBe(5_000)
})

test('without keys it waits for as many finishes', async () => {
  const counted = { start: { probe: 'orders', key: null }, finish: { probe: 'hooks', key: null } }
  expect(await settledAt(eventually(counted), { 1500: 'any' })).toBe(1_750)
})
