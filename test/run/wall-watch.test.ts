import { expect, test } from 'vitest'
import type { Entry } from '../../src/core/journal.js'
import { parseTimeWindow } from '../../src/experiment/time-window.js'
import { runExperiment } from '../../src/run/run.js'
import { watchWallClock } from '../../src/run/wall-watch.js'
import { experimentOf } from '../support/experiment.js'
import { recordingJournal } from '../support/journal.js'
import { phase } from '../support/journal-factory.js'
import { type ManualClock, manualClock } from '../support/manual-clock.js'
import { faultOf, ruleOf } from '../support/rules.js'
import { temporaryFolder } from '../support/temporary-folder.js'

const MONDAY = Date.parse('2026-11-23T09:00:00Z')
const HOUR = 3_600_000

/** A wall clock that goes with a manual clock, and is set by `aheadMs` of a time. */
const wallOf = (clock: ManualClock, aheadMs: (now: number) => number) => () =>
  new Date(MONDAY + clock.now() + aheadMs(clock.now()))

const stepsSeen = async (aheadMs: (now: number) => number, forMs = 1_000): Promise<readonly unknown[]> => {
  const clock = manualClock()
  const journal = recordingJournal(clock)
  const watch = watchWallClock({ clock, journal, wallClock: wallOf(clock, aheadMs) })
  await clock.advance(forMs)
  await watch.stop()
  return journal.entries
}

test('a step of the wall clock is noted at the next look, with its direction and when it may have been', async () => {
  const steps = await stepsSeen(now => (now >= 400 ? -HOUR : 0))
  expect(steps).toEqual([{ t: 500, type: 'wallClock.stepped', byMs: -HOUR, withinMs: 250 }])
  expect(await stepsSeen(now => (now >= 400 && now < 700 ? 1_001 : 0))).toMatchObject([
    { t: 500, byMs: 1_001 },
    { t: 750, byMs: -1_001 },
  ])
})

test('a step after the last look is still noted when the run ends', async () => {
  expect(await stepsSeen(now => (now >= 900 ? HOUR : 0), 950)).toMatchObject([{ t: 950, byMs: HOUR, withinMs: 200 }])
})

test('what corrects a clock bit by bit is no step, nor is one of a second', async () => {
  expect(await stepsSeen(now => now / 100, 60_000)).toEqual([])
  expect(await stepsSeen(now => (now >= 400 ? 1_000 : 0))).toEqual([])
})

/** Everything that could go by the wall clock: a window, a lock, a time to live, a longest duration. */
const experiment = () => {
  const made = experimentOf({
    plan: { phases: [phase('baseline', 2), phase('inject', 4), phase('recover', 2)], hypotheses: [] },
  })
  const window = parseTimeWindow('Mon 09:00-09:05 UTC')
  const safety = { ...made.safety, windows: window && [window], lock: 'shop', faultTtlMs: 2_000, maxDurationMs: 9_000 }
  return { ...made, proxies: [], rules: [ruleOf('slow', faultOf('latency'))], safety }
}

const runWith = async (aheadMs: (now: number) => number): Promise<readonly Entry[]> => {
  await using folder = temporaryFolder()
  const clock = manualClock()
  const entries: Entry[] = []
  const identity = { run: '7f3a', at: '2026-11-23T09:00:00.000Z', tool: '0', node: '20', platform: 'linux', pid: 1 }
  let over = false
  const run = runExperiment({
    ...{ experiment: experiment(), clock, wallClock: wallOf(clock, aheadMs), seed: 1, identity },
    ...{ folder: folder.path, state: folder.path, readers: [entry => entries.push(entry)] },
    signals: { subscribe: () => () => {} },
  }).finally(() => {
    over = true
  })
  while (!over) await clock.advance(250)
  await run
  return entries
}

/** Phases and faults, by the time since the first phase began. */
const course = (entries: readonly Entry[]) => {
  const told = entries.filter(({ type }) => /^(phase|fault)\./.test(type))
  return told.map(({ t, type }) => [type, t - (told[0]?.t ?? 0)])
}

test('a step of the wall clock, either way, neither ends nor extends a run, and lifts or keeps no fault', async () => {
  for (const byMs of [25 * HOUR, -25 * HOUR]) {
    const entries = await runWith(now => (now >= 3_500 ? byMs : 0))
    expect(entries.filter(({ type }) => type === 'wallClock.stepped')).toMatchObject([{ byMs }])
    expect(entries.filter(({ type }) => /^(abort|failure|warning|signal)\./.test(type))).toEqual([])
    expect(course(entries)).toEqual([
      ['phase.started', 0],
      ['phase.ended', 2_000],
      ['phase.started', 2_000],
      ['fault.activated', 2_000],
      ['fault.lifted', 6_000],
      ['phase.ended', 6_000],
      ['phase.started', 6_000],
      ['phase.ended', 8_000],
    ])
  }
})
