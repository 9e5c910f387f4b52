import { expect, test } from 'vitest'
import { forecasts } from '../../src/cli/forecast.js'
import { experimentOf, loadOf, probeOf } from '../support/experiment.js'
import { phase, recovery, slo } from '../support/journal-factory.js'

const phases = [phase('baseline', 20), phase('inject', 12, { settleMs: 2_000 })]
const active = { id: 'home', everyMs: 200, probe: probeOf() }
const passive = { id: 'home', everyMs: null, probe: probeOf({ kind: 'passive', target: 'payments' }) }
const toPayments = (urlOf: (proxy: string) => string) => [loadOf({ baseUrl: urlOf('payments') })]
const versus = (to: { phase: string } | { probe: string }) =>
  slo({
    limit: { op: 'max', value: 1.5, text: '1.5' },
    versus: {
      by: 'ratio',
      to: 'phase' in to ? { kind: 'phase', phase: to.phase } : { kind: 'probe', probe: to.probe },
    },
  })
const told = (experiment: Parameters<typeof forecasts>[0]) =>
  forecasts(experiment).map(({ phase: { name }, probe, expected, needed }) => [name, probe, expected, needed])

test('an active probe gives samples at its own pace, without those of the settling time', () => {
  const experiment = experimentOf({ plan: { phases, hypotheses: [slo()] }, probes: [active] })
  expect(told(experiment)).toEqual([['inject', 'home', 50, 72]])
})

test('a passive probe sees the load that is sent through its proxy', () => {
  const experiment = experimentOf({
    plan: { phases, hypotheses: [slo()] },
    probes: [passive],
    load: urlOf => [...toPayments(urlOf), loadOf({ baseUrl: 'http://127.0.0.1:1234' })],
  })
  expect(forecasts(experiment)[0]?.expected).toBe(200)
})

test('a passive probe on traffic of others, or in a phase without load, can expect nothing certain', () => {
  const plan = { phases, hypotheses: [slo()] }
  const elsewhere = (urlOf: (proxy: string) => string) => [loadOf({ baseUrl: urlOf('payments'), phases: ['baseline'] })]
  expect(forecasts(experimentOf({ plan, probes: [passive] }))[0]?.expected).toBeNull()
  expect(forecasts(experimentOf({ plan, probes: [passive], load: elsewhere }))[0]?.expected).toBeNull()
})

test.each([
  ['treatment', 20],
  ['control', 180],
  ['some', null],
] as const)('of 200 samples at the entry where 10% are treated, %s gets %d', (part, expected) => {
  const cohorts = { entry: 'payments', treatment: 0.1, header: 'x-cohort' }
  const probe = { ...passive, probe: probeOf({ kind: 'passive', target: 'payments', part }) }
  const plan = { phases, hypotheses: [slo()], cohorts }
  expect(forecasts(experimentOf({ plan, probes: [probe], load: toPayments }))[0]?.expected).toBe(expected)
  const elsewhere = { ...plan, cohorts: { ...cohorts, entry: 'edge' } }
  expect(forecasts(experimentOf({ plan: elsewhere, probes: [probe], load: toPayments }))[0]?.expected).toBeNull()
})

test('both sides of a comparison need their samples: another phase, or another probe at the same time', () => {
  const control = { id: 'control', everyMs: 1_000, probe: probeOf() }
  const of = (hypothesis: ReturnType<typeof slo>) =>
    told(experimentOf({ plan: { phases, hypotheses: [hypothesis] }, probes: [active, control] }))
  expect(of(versus({ phase: 'baseline' }))).toEqual([
    ['inject', 'home', 50, 72],
    ['baseline', 'home', 100, 72],
  ])
  expect(of(versus({ probe: 'control' }))).toEqual([
    ['inject', 'home', 50, 72],
    ['inject', 'control', 10, 72],
  ])
})

test('where every window is judged, the samples of one window count', () => {
  const plan = { phases, hypotheses: [slo({ windowMs: 5_000 })] }
  expect(forecasts(experimentOf({ plan, probes: [active] }))[0]).toMatchObject({ expected: 25, judgedMs: 5_000 })
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
