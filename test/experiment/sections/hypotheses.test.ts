import { expect, test } from 'vitest'
import { changed, loaded, MINIMAL, problemsOf } from '../../support/load-text.js'

const HYPOTHESIS = '{id: usable, probe: home, measure: latency.p95, max: 1s}'
const withHypothesis = (hypothesis: string): string => changed(MINIMAL, HYPOTHESIS, hypothesis)
const hypothesis = async (text: string) => (await loaded(withHypothesis(text))).plan.hypotheses[0]

test.each([
  ['errorRate, max: 5%', { op: 'max', value: 0.05, text: '5%' }],
  ['okRate, min: 99.9%', { op: 'min', value: 0.999, text: '99.9%' }],
  ['statusRate.5xx, equals: 0%', { op: 'equals', value: 0, text: '0%' }],
  ['latency.p99.9, max: 1.5s', { op: 'max', value: 1_500, text: '1.5s' }],
  ['throughput, min: 15/s', { op: 'min', value: 15, text: '15/s' }],
  ['throughput, min: 90/m', { op: 'min', value: 1.5, text: '90/m' }],
  ['count, max: 3', { op: 'max', value: 3, text: '3' }],
])('%s is a limit in the unit of its measure', async (measure, limit) => {
  expect(await hypothesis(`{id: a, probe: home, measure: ${measure}}`)).toMatchObject({ limit })
})

test.each([
  ['count, max: 3s', 'count needs a number without a unit, found "3s"'],
  ['throughput, min: 15', 'throughput needs a frequency such as 15/s, found the number 15'],
  ['latency.p50, max: 100', 'latency.p50 needs a duration such as 800ms, found the number 100'],
  ['okRate, min: 101%', 'okRate needs 0% to 100%, found "101%"'],
])('%s is the wrong unit', async (measure, message) => {
  expect(await problemsOf(withHypothesis(`{id: a, probe: home, measure: ${measure}}`))).toEqual([
    expect.stringMatching(/^E123/),
  ])
  expect((await problemsOf(withHypothesis(`{id: a, probe: home, measure: ${measure}}`)))[0]).toContain(message)
})

test('always and recovery have what belongs to their kind', async () => {
  expect(
    await hypothesis('{id: a, kind: always, probe: home, maxConsecutiveFailures: 2, phases: [recover]}'),
  ).toMatchObject({
    kind: 'always',
    maxConsecutiveFailures: 2,
    gate: true,
    phases: ['recover'],
  })
  expect(
    await hypothesis('{id: a, kind: recovery, probe: home, measure: errorRate, max: 1%, within: 5s}'),
  ).toMatchObject({
    kind: 'recovery',
    withinMs: 5_000,
    stableForMs: 5_000,
    gate: false,
    phases: ['inject'],
  })
})

test.each([
  ['95%', 0.95],
  ['50%', 0.5],
  ['99.9%', 0.999],
  ['none', null],
])('confidence %s is %s', async (written, confidence) => {
  expect(await hypothesis(`{id: a, probe: home, measure: errorRate, max: 1%, confidence: ${written}}`)).toMatchObject({
    confidence,
  })
})

test.each(['49%', '100%', '99.99%', '0.95', 'high'])('confidence %s is refused', async written => {
  const text = withHypothesis(`{id: a, probe: home, measure: errorRate, max: 1%, confidence: ${written}}`)
  expect(await problemsOf(text)).toEqual([expect.stringMatching(/^E110 14:67 expected a confidence/)])
})

test('without a baseline there is no gate, and none can be asked for', async () => {
  const text = changed(MINIMAL, '  - {name: baseline, kind: baseline, duration: 20s}\n', '')
  expect((await loaded(text)).plan.hypotheses[0]?.gate).toBe(false)
  expect(await problemsOf(text.replace('max: 1s', 'max: 1s, gate: true'))).toEqual([
    'E204 13:68 a gate needs a baseline phase, and there is none',
  ])
})

test('a hypothesis without an inject phase must name its phases', async () => {
  const text = changed(MINIMAL, '  - {name: inject, kind: inject, duration: 40s, faults: [slow]}\n', '')
  expect(await problemsOf(text)).toContain('E204 13:5 "usable" is judged in no phase: name some with phases: […]')
})

test('a recovery that cannot be seen in time is advised against', async () => {
  const text = withHypothesis('{id: a, kind: recovery, probe: home, measure: errorRate, max: 1%, within: 18s}')
  expect(await problemsOf(text)).toEqual([
    'W305 14:79 within and stableFor need 23 s, and 20 s follow the last inject phase',
  ])
})

test('what belongs to another kind is no key here', async () => {
  expect(await problemsOf(withHypothesis('{id: a, kind: always, probe: home, within: 5s}'))).toEqual([
    'E103 14:40 unknown key "within"',
  ])
})

test('without hypotheses nothing is judged', async () => {
  expect(await problemsOf(MINIMAL.replace(/hypotheses:[\s\S]*/, ''))).toEqual([
    'W306 2:7 there are no hypotheses, so nothing is judged',
  ])
})
