import { expect, test } from 'vitest'
import type { BoundProbe, Prober, Sample } from '../../src/core/probe.js'
import { startProber } from '../../src/run/prober.js'
import { recordingJournal } from '../support/journal.js'
import { type ManualClock, manualClock } from '../support/manual-clock.js'

const bound = (prober: Prober): BoundProbe => ({
  ...{ name: 'test', kind: prober.kind, target: null, urls: [], command: null, hasValue: false },
  open: () => prober,
})

const good = (latencyMs: number): Sample => ({ ok: true, latencyMs })

/** A probe whose n-th sample takes `takes(n)` ms on the clock. */
const taking = (clock: ManualClock, takes: (ordinal: number) => number) => {
  const seen = { started: [] as number[], closed: false }
  const sample = async (signal: AbortSignal) => {
    const start = clock.now()
    seen.started.push(start)
    await clock.sleep(takes(seen.started.length), signal)
    return good(clock.now() - start)
  }
  const close = async () => {
    seen.closed = true
  }
  return { seen, probe: bound({ kind: 'active', sample, close }) }
}

const starting = (clock: ManualClock, probe: BoundProbe, everyMs: number | null = 100) => {
  const journal = recordingJournal(clock)
  const prober = startProber([{ id: 'p', everyMs, probe }], { clock, journal, folder: '.' })
  return { journal, prober }
}

test('an active probe looks at once and then at its rate', async () => {
  const clock = manualClock()
  const { seen, probe } = taking(clock, () => 5)
  const { journal, prober } = starting(clock, probe)
  await clock.advance(350)
  expect(seen.started).toEqual([0, 100, 200, 300])
  expect(journal.of('probe.sampled').map(({ t, sample }) => [t, sample.latencyMs])).toEqual([
    [5, 5],
    [105, 5],
    [205, 5],
    [305, 5],
  ])
  await prober.stop()
  expect(seen.closed).toBe(true)
})

test('a slow sample does not hold up the next ones', async () => {
  const clock = manualClock()
  const { seen, probe } = taking(clock, ordinal => (ordinal === 1 ? 450 : 10))
  const { journal, prober } = starting(clock, probe)
  await clock.advance(460)
  expect(seen.started).toEqual([0, 100, 200, 300, 400])
  expect(journal.of('probe.sampled').map(({ sample }) => sample.latencyMs)).toEqual([10, 10, 10, 10, 450])
  await prober.stop()
})

test('twenty samples are under way at the most; then some are skipped, and one warning says so', async () => {
  const clock = manualClock()
  const { seen, probe } = taking(clock, () => 60_000)
  const { journal, prober } = starting(clock, probe)
  await clock.advance(5_000)
  expect(seen.started).toHaveLength(20)
  expect(journal.of('warning.raised')).toHaveLength(1)
  await prober.stop()
})

test('after the stop nothing is journalled, and samples under way are given up', async () => {
  const clock = manualClock()
  const { probe } = taking(clock, () => 50)
  const { journal, prober } = starting(clock, probe)
  await clock.advance(20)
  await prober.stop()
  await clock.advance(1_000)
  expect(journal.entries).toEqual([])
  expect(clock.sleepers).toBe(0)
})

test('a probe that throws is about the probe, not about the system', async () => {
  const clock = manualClock()
  const sample = async () => {
    throw new TypeError('x is not a function')
  }
  const { journal, prober } = starting(clock, bound({ kind: 'active', sample }))
  await clock.advance(10)
  expect(journal.of('probe.sampled')[0]?.sample).toMatchObject({
    ok: false,
    error: 'probeError',
    detail: 'probe p failed: x is not a function',
  })
  await prober.stop()
})

test('a process that stood still makes up for one tick, not for all', async () => {
  const clock = manualClock()
  const jumping = { now: 0, late: 0 }
  const stalling = { ...clock, now: () => clock.now() + jumping.late }
  const started: number[] = []
  const sample = async () => {
    started.push(stalling.now())
    return good(0)
  }
  const journal = recordingJournal(stalling)
  const prober = startProber([{ id: 'p', everyMs: 100, probe: bound({ kind: 'active', sample }) }], {
    ...{ clock: stalling, journal, folder: '.' },
  })
  await clock.advance(50)
  jumping.late = 1_000
  await clock.advance(200)
  expect(started).toEqual([0, 1_100, 1_200])
  await prober.stop()
})

test('a passive probe is shown every entry, and its sample names the exchange', async () => {
  const clock = manualClock()
  const observe = ({ type }: { readonly type: string }) => (type === 'upstream.retried' ? good(7) : null)
  const { journal, prober } = starting(clock, bound({ kind: 'passive', observe }), null)
  journal.append({ type: 'upstream.retried', x: 42, why: 'reset' })
  journal.append({ type: 'warning.raised', message: 'w' })
  expect(journal.of('probe.sampled')).toEqual([{ t: 0, type: 'probe.sampled', probe: 'p', sample: good(7), x: 42 }])
  await prober.stop()
  journal.append({ type: 'upstream.retried', x: 43, why: 'reset' })
  expect(journal.of('probe.sampled')).toHaveLength(1)
})
