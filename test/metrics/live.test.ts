import { expect, test } from 'vitest'
import { project } from '../../src/core/journal.js'
import { LatencyWindow } from '../../src/metrics/latency-window.js'
import { live, rollingOf } from '../../src/metrics/live.js'
import { answered, failed, journalOf, phase, planOf, runPhases } from '../support/journal-factory.js'

const plan = planOf({ phases: [phase('baseline', 10), phase('inject', 20)] })

test('a live view knows the phase that runs and those that ended', () => {
  const state = project(runPhases(journalOf(plan), plan).until(15_000).entries, live)
  expect(state.phase).toMatchObject({ name: 'inject', fromMs: 11_000, durationMs: 20_000 })
  expect(state.ended.map(({ name }) => name)).toEqual(['baseline'])
  expect(project(runPhases(journalOf(plan), plan).entries, live).phase).toBeNull()
})

test('a live view counts hits and matches, and knows which faults are on', () => {
  const journal = runPhases(journalOf(plan), plan).exchanges('slow', 12_000, 16_000, 1_000, index => index > 0)
  expect(
    project(
      journal.entries.filter(({ t }) => t < 20_000),
      live,
    ).faults.get('slow'),
  ).toEqual({ active: true, hits: 3, matched: 4 })
  expect(project(journal.entries, live).faults.get('slow')?.active).toBe(false)
})

test('a live view shows the last seconds of each probe, of the current phase alone', () => {
  const journal = runPhases(journalOf(plan), plan).samples('home', 1_000, 21_000, 100, index =>
    answered(index < 90 ? 900 : 10),
  )
  expect(rollingOf(project(journal.entries, live), 21_000).get('home')).toMatchObject({ p95: 10, errors: 0 })
})

test('a window forgets what is older than twenty seconds, by time alone too', () => {
  const window = new LatencyWindow()
  for (let t = 0; t < 5_000; t += 100) window.add(failed(500, 'reset'), t)
  expect(window.at(5_000)).toMatchObject({ n: 50, perSecond: 10, p50: 500, errors: 1 })
  expect(window.at(60_000)).toMatchObject({ n: 0, p50: null, p95: null, errors: 0, spark: Array(20).fill(null) })
})

test('the rate is that of the time that is counted, wherever in its second one looks', () => {
  const window = new LatencyWindow(1_000)
  for (let t = 1_000; t < 61_000; t += 200) window.add(answered(1), t)
  for (const now of [60_000, 60_200, 60_600, 60_800]) expect(window.at(now).perSecond).toBeCloseTo(5, 0)
  expect(window.at(60_200).perSecond).toBeGreaterThan(4.95)
})

test('a window counts probe errors apart', () => {
  const window = new LatencyWindow()
  window.add(failed(1, 'probeError'), 10)
  window.add(answered(7), 20)
  expect(window.at(1_000)).toMatchObject({ n: 1, errors: 0, probeErrors: 1, p50: 7 })
})

test('a window shows the slowest sample of each second, oldest first', () => {
  const window = new LatencyWindow()
  for (const [t, latencyMs] of [
    [18_100, 5],
    [18_900, 9],
    [19_500, 3],
    [20_100, 4],
  ] as const)
    window.add(answered(latencyMs), t)
  expect(window.at(20_500).spark.slice(-4)).toEqual([null, 9, 3, 4])
})

test('a window does not grow with the run', () => {
  const window = new LatencyWindow()
  for (let t = 0; t < 100_000; t++) window.add(answered(t % 100), t / 10)
  expect(window.at(10_000)).toMatchObject({ n: 100_000, spark: { length: 20 } })
})
