import { expect, test } from 'vitest'
import { type Forecast, forecasts, leastOf } from '../../src/cli/forecast.js'
import { adviceOf, tooFewSamples, verdictOf } from '../../src/cli/forecast-advice.js'
import { experimentOf, loadOf, probeOf } from '../support/experiment.js'
import { errorRate, phase, recovery, slo } from '../support/journal-factory.js'

const probes = [{ id: 'home', everyMs: 200, probe: probeOf() }]
const inject = phase('inject', 12, { settleMs: 2_000 })
const pace = { by: 'probe', perSecond: 5, share: 1 } as const

const forecastOf = (parts: Partial<Forecast> = {}): Forecast => ({
  ...{ hypothesis: slo(), phase: inject, probe: 'home', pace, expected: 50, needed: 72, judgedMs: 10_000 },
  ...parts,
})

const advised = (hypothesis: Parameters<typeof leastOf>[0], parts: Partial<Forecast> = {}): string => {
  const advice = adviceOf(forecastOf({ hypothesis, needed: leastOf(hypothesis), ...parts }))
  return advice === null ? '' : `${advice.why}. ${advice.change}.`
}

test.each([
  [pace, 100, 72, 'decidable'],
  [pace, 72, 72, 'decidable'],
  [pace, 71, 72, 'NOT decidable'],
  [null, null, 72, 'decidable with 7.2 samples/s of traffic'],
  [pace, 100, Number.POSITIVE_INFINITY, 'NOT decidable: no number of samples can confirm this limit'],
])('at a pace of %j, %s samples where %d are needed: %s', (of, expected, needed, says) => {
  expect(verdictOf(forecastOf({ pace: of, expected, needed }))).toBe(says)
})

test('a treatment group that is too small is told how long, how much load, or how wide a limit would do', () => {
  const treated = { id: 'shop', everyMs: null, probe: probeOf({ kind: 'passive', target: 'edge', part: 'treatment' }) }
  const control = { id: 'shop-control', everyMs: null, probe: probeOf({ ...treated.probe, part: 'control' }) }
  const hypothesis = errorRate({
    ...{ id: 'errors-vs-control', probe: 'shop', limit: { op: 'max', value: 0.01, text: '1%' } },
    versus: { by: 'difference', to: { kind: 'probe', probe: 'shop-control' } },
  })
  const experiment = experimentOf({
    plan: {
      proxies: [{ id: 'edge', upstream: 'http://127.0.0.1:9001' }],
      cohorts: { entry: 'edge', treatment: 0.1, header: 'x-fallacy-cohort' },
      phases: [phase('inject', 120, { settleMs: 10_000 })],
      hypotheses: [hypothesis],
    },
    probes: [treated, control],
    load: urlOf => [loadOf({ baseUrl: urlOf('edge') })],
  })
  expect(forecasts(experiment).map(adviceOf)).toEqual([
    {
      why: 'errors-vs-control: inject yields about 220 treatment samples (20/s x 10% x 110 s); confirming +1% needs 381',
      change: 'Lengthen inject to 201s, raise load to 35/s, or widen the limit to 1.8%',
    },
    null,
  ])
})

test('a percentile is told to sample more often, or to be a lower one', () => {
  expect(advised(slo())).toBe(
    'usable: inject yields about 50 samples (5/s x 10 s); confirming latency.p95 needs 72. ' +
      'Lengthen inject to 17s, sample every 138ms, or judge latency.p90.',
  )
})

test('what is judged in windows is told a longer window', () => {
  expect(advised(slo({ windowMs: 5_000 }), { expected: 25, judgedMs: 5_000 })).toBe(
    'usable: a window of inject yields about 25 samples (5/s x 5 s); confirming latency.p95 needs 72. ' +
      'Lengthen window to 15s, sample every 69ms, or judge latency.p50.',
  )
})

test('an own minSamples that the phase cannot give may be lowered', () => {
  expect(advised(slo({ minSamples: 500 }), { expected: 100, needed: 500 })).toContain(
    'minSamples asks for 500. Lengthen inject to 102s or lower minSamples to 100.',
  )
})

test.each([
  ['a share of good answers', errorRate({ measure: 'okRate', limit: { op: 'min', value: 0.99, text: '' } }), '92.8%'],
  [
    'a decrease of it',
    errorRate({
      ...{ measure: 'okRate', limit: { op: 'min', value: -0.01, text: '' } },
      versus: { by: 'difference', to: { kind: 'phase', phase: 'baseline' } },
    }),
    '7.2%',
  ],
] as const)('%s is told the limit that its samples can confirm', (_, hypothesis, widened) => {
  expect(advised(hypothesis)).toMatch(new RegExp(`needs 381\\. .* or widen the limit to ${widened}\\.$`))
})

test('what nothing can confirm is told a limit only', () => {
  const never = errorRate({
    ...{
      limit: { op: 'max', value: 0, text: '' },
      versus: { by: 'difference', to: { kind: 'phase', phase: 'baseline' } },
    },
  })
  expect(advised(never)).toMatch(/no number of samples confirms \+0%\. Widen the limit to 7\.2%\.$/)
})

test('a limit so wide that it says nothing, and an interval below the floor, are no advice', () => {
  expect(advised(errorRate(), { expected: 2 })).not.toContain('widen')
  expect(advised(errorRate({ limit: { op: 'max', value: 0.001, text: '' } }))).not.toContain('sample every')
})

test('what gets enough, depends on traffic of others, or needs no number is told nothing', () => {
  expect(adviceOf(forecastOf({ expected: 72 }))).toBeNull()
  expect(adviceOf(forecastOf({ pace: null, expected: null }))).toBeNull()
  expect(adviceOf(forecastOf({ hypothesis: recovery(), needed: 1, expected: 0 }))).toBeNull()
})

test('too few samples are a warning at the hypothesis, one for cells that are alike', () => {
  const cell = experimentOf({ plan: { phases: [inject], hypotheses: [slo(), recovery()] }, probes })
  expect(tooFewSamples([cell, cell])).toEqual([
    {
      ...{ code: 'W309', severity: 'warning', place: slo().place },
      message: 'usable: inject yields about 50 samples (5/s x 10 s); confirming latency.p95 needs 72',
      hints: ['Lengthen inject to 17s, sample every 138ms, or judge latency.p90'],
    },
  ])
})

test('minSamples below what the mathematics needs is a warning, for it promises nothing', () => {
  const plan = { phases: [phase('inject', 60)], hypotheses: [slo({ minSamples: 3 }), slo({ minSamples: 72 })] }
  expect(tooFewSamples([experimentOf({ plan, probes })])).toEqual([
    {
      ...{ code: 'W309', severity: 'warning', place: slo().place },
      message: 'usable: minSamples is 3, and confirming latency.p95 needs 72',
      hints: ['leave it out: auto is the fewest that can decide'],
    },
  ])
})
