import { expect, test } from 'vitest'
import { forecasts, verdictOf } from '../../src/cli/forecast.js'
import { experimentOf, loadOf, probeOf } from '../support/experiment.js'
import { phase, recovery, slo } from '../support/journal-factory.js'

const phases = [phase('baseline', 20), phase('inject', 12, { settleMs: 2_000 })]
const active = { id: 'home', everyMs: 200, probe: probeOf() }
const passive = { id: 'home', everyMs: null, probe: probeOf({ kind: 'passive', target: 'payments' }) }

test('an active probe gives samples at its own pace, without those of the settling time', () => {
  const experiment = experimentOf({ plan: { phases, hypotheses: [slo()] }, probes: [active] })
  expect(forecasts(experiment)).toEqual([{ id: 'usable', phase: 'inject', expected: 50, needed: 72, judgedMs: 10_000 }])
})

test('a passive probe sees the load that is sent through its proxy', () => {
  const experiment = experimentOf({
    plan: { phases, hypotheses: [slo()] },
    probes: [passive],
    load: urlOf => [loadOf({ baseUrl: urlOf('payments') }), loadOf({ baseUrl: 'http://127.0.0.1:1234' })],
  })
  expect(forecasts(experiment)[0]?.expected).toBe(200)
})

test('a passive probe on traffic of others, or in a phase without load, can expect nothing certain', () => {
  const plan = { phases, hypotheses: [slo()] }
  const elsewhere = (urlOf: (proxy: string) => string) => [loadOf({ baseUrl: urlOf('payments'), phases: ['baseline'] })]
  expect(forecasts(experimentOf({ plan, probes: [passive] }))[0]?.expected).toBeNull()
  expect(forecasts(experimentOf({ plan, probes: [passive], load: elsewhere }))[0]?.expected).toBeNull()
})

test('minSamples of the file counts when it is more than the mathematics needs', () => {
  const of = (minSamples: number) =>
    forecasts(experimentOf({ plan: { phases, hypotheses: [slo({ minSamples })] }, probes: [active] }))[0]?.needed
  expect([of(10), of(500)]).toEqual([72, 500])
})

test('a recovery needs no number of samples', () => {
  const experiment = experimentOf({ plan: { phases, hypotheses: [recovery()] }, probes: [active] })
  expect(forecasts(experiment)[0]?.needed).toBe(1)
})

test.each([
  [100, 72, 'decidable'],
  [50, 72, 'NOT decidable: make the phase 14.4 s long, or sample more often'],
  [0, 72, 'NOT decidable: no sample'],
  [null, 72, 'decidable with 7.2 samples/s of traffic'],
  [100, Number.POSITIVE_INFINITY, 'NOT decidable: no number of samples can confirm this limit'],
])('%s samples where %i are needed: %s', (expected, needed, says) => {
  expect(verdictOf({ id: 'x', phase: 'inject', expected, needed, judgedMs: 10_000 })).toBe(says)
})
