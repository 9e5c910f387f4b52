import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { SloHypothesis } from '../../../src/core/plan.js'
import { changed, loaded, MINIMAL, problemsOf } from '../../support/load-text.js'

const folder = mkdtempSync(join(tmpdir(), 'fallacy-versus-'))
afterAll(() => rmSync(folder, { recursive: true }))

const HYPOTHESIS = '{id: usable, probe: home, measure: latency.p95, max: 1s}'
const text = (hypothesis: string): string =>
  changed(MINIMAL, HYPOTHESIS, hypothesis).replace('probes:\n', 'probes:\n  pay: {type: traffic, target: payments}\n')
const read = async (hypothesis: string): Promise<SloHypothesis> => {
  const [one] = (await loaded(text(hypothesis), { folder })).plan.hypotheses
  if (one?.kind !== 'slo') throw new Error('no slo')
  return one
}
const versus = (measure: string, parts: string): string =>
  `{id: usable, probe: home, measure: ${measure}, versus: {${parts}}}`

test.each([
  ['latency.p95', 'phase: baseline, maxRatio: 1.5', 'max', 1.5, 'ratio', { kind: 'phase', phase: 'baseline' }],
  ['okRate', 'probe: pay, maxDecrease: 1%', 'min', -0.01, 'difference', { kind: 'probe', probe: 'pay' }],
  ['latency.p50', 'probe: pay, maxIncrease: 40ms', 'max', 40, 'difference', { kind: 'probe', probe: 'pay' }],
  ['throughput', 'phase: baseline, minRatio: 0.9', 'min', 0.9, 'ratio', { kind: 'phase', phase: 'baseline' }],
])('%s with versus {%s} is a limit of its %s', async (measure, parts, op, value, by, to) => {
  expect(await read(versus(measure, parts))).toMatchObject({
    ...{ measure, gate: false, limit: { op, value }, versus: { by, to } },
  })
})

test.each([
  [versus('latency.p95', 'maxRatio: 2'), 'E122', 'expected exactly one of phase, probe, file, found none'],
  [versus('latency.p95', 'phase: baseline'), 'E122', 'maxRatio, minRatio, maxIncrease, maxDecrease, found none'],
  [versus('latency.p95', 'phase: inject, maxRatio: 2'), 'E110', 'inject would be compared with itself'],
  [versus('latency.p95', 'phase: baselin, maxRatio: 2'), 'E204', 'there is no phase "baselin"'],
  [versus('errorRate', 'phase: baseline, maxIncrease: 3'), 'E123', 'errorRate needs a percent such as 5%'],
  [versus('latency.p95', 'file: true, maxRatio: 2'), 'E102', 'file: true needs report.baselineFile'],
  [versus('latency.p95, max: 1s', 'phase: baseline, maxRatio: 2'), 'E122', 'found max and versus'],
  ['{id: a, probe: pay, measure: amplification, max: 3}', 'E102', 'which say per: {probe: …}'],
  ['{id: a, probe: pay, measure: count, max: 3, per: {probe: home}}', 'E110', 'belongs to amplification only'],
  ['{id: a, probe: pay, measure: amplification, max: 3, per: {probe: hom}}', 'E203', 'there is no probe "hom"'],
  [
    '{id: a, probe: pay, measure: amplification, max: 3, per: {probe: home, where: {status: 200}}}',
    'E110',
    'needs a traffic probe',
  ],
  [
    '{id: a, probe: pay, measure: amplification, max: 3, per: {probe: pay, where: {colour: red}}}',
    'E103',
    'unknown key "colour"',
  ],
])('%s is refused: %s', async (hypothesis, code, message) => {
  const [problem = ''] = await problemsOf(text(hypothesis), { folder })
  expect(problem).toContain(message)
  expect(problem.slice(0, 4)).toBe(code)
})

test('an amplification is a ratio of counts, by what a narrower probe of its own sees', async () => {
  const of = '{id: a, probe: pay, measure: amplification, max: 3, per: {probe: pay, where: {status: 202}}}'
  const experiment = await loaded(text(of))
  expect(experiment.plan.hypotheses[0]).toMatchObject({
    ...{ measure: 'amplification', limit: { value: 3 } },
    versus: { by: 'ratio', to: { kind: 'probe', probe: 'pay where status=202' } },
  })
  expect(experiment.plan.probes.map(({ id }) => id)).toContain('pay where status=202')
})

const stored = (name: string, judgements: readonly object[]) => {
  const file = join(folder, `${name}.json`)
  writeFileSync(file, JSON.stringify({ schema: 'report/1', plan: { name: 'slow-payments' }, judgements }))
  return file
}

test('a stored report gives what it measured of the same hypothesis, compared or not', async () => {
  const plain = {
    id: 'usable',
    phase: 'inject',
    measure: 'latency.p95',
    measured: 90,
    interval: { low: 80, high: null },
  }
  const before = { here: { measured: 70, low: 60, high: 80 }, there: { measured: 1, low: 1, high: 1 } }
  const compared = { ...plain, phase: 'recover', measure: 'latency.p95 ratio', compared: before }
  const file = stored('plain', [plain, compared, { ...plain, phase: 'x', measure: 'latency.p50' }])
  expect((await read(versus('latency.p95', `file: ${file}, maxRatio: 2`))).versus?.to).toEqual({
    ...{ kind: 'file', file },
    phases: { inject: { measured: 90, low: 80, high: null }, recover: before.here },
  })
})

test('a file that is not there yet is a warning, another file an error, and nothing has no multiple', async () => {
  const problems = (file: string) => problemsOf(text(versus('errorRate', `file: ${file}, maxRatio: 2`)), { folder })
  expect(await problems('none.json')).toEqual([expect.stringMatching(/^W320 .*there is no none\.json to compare with/)])
  writeFileSync(join(folder, 'other.json'), '{"schema": "report/2"}')
  expect(await problems('other.json')).toEqual([expect.stringMatching(/^E110 .*other\.json is not the report\.json/)])
  stored('zero', [{ id: 'usable', phase: 'inject', measure: 'errorRate', measured: 0, interval: null }])
  expect(await problems('zero.json')).toEqual([expect.stringMatching(/^E110 .*errorRate was 0 in the baseline/)])
})
