import { expect, test } from 'vitest'
import { changed, loaded, MINIMAL, problemsOf } from '../../support/load-text.js'

const text = (hypothesis: string): string =>
  changed(
    MINIMAL,
    '{id: usable, probe: home, measure: latency.p95, max: 1s}',
    `{id: a, kind: eventually, ${hypothesis}}`,
  ).replace('probes:\n', 'probes:\n  shop: {type: traffic, target: payments}\n')

const START = 'start: {probe: shop, where: {status: 202}, key: "response.json:$.orderId"}'
const FINISH = 'finish: {target: payments, key: "request.header:authorization"}'

test('starts and finishes are probes of their own, and their keys are journalled', async () => {
  const { plan, keys } = await loaded(text(`${START}, ${FINISH}, within: 30s, atLeast: 99%, maxDuplicates: 0`))
  expect(plan.hypotheses[0]).toMatchObject({
    ...{ kind: 'eventually', probe: 'shop where status=202', gate: false, phases: ['inject'] },
    start: { probe: 'shop where status=202', key: 'response.json:$.orderId' },
    finish: { probe: 'traffic of payments', key: 'request.header:authorization' },
    ...{ withinMs: 30_000, atLeast: 0.99, maxDuplicates: 0 },
  })
  expect(plan.probes.map(({ id }) => id)).toEqual(['shop', 'home', 'shop where status=202', 'traffic of payments'])
  expect(keys).toEqual([
    {
      ...{ name: 'response.json:$.orderId', target: 'payments', side: 'response', seal: null },
      place: { kind: 'json', path: ['orderId'] },
    },
    {
      ...{ name: 'request.header:authorization', target: 'payments', side: 'request', seal: expect.any(Function) },
      place: { kind: 'header', name: 'authorization' },
    },
  ])
})

test('a phase is a start, and is judged in itself', async () => {
  const { plan } = await loaded(text('start: {phase: recover}, finish: {probe: shop}, within: 5s'))
  expect(plan.hypotheses[0]).toMatchObject({
    start: { phase: 'recover' },
    phases: ['recover'],
    probe: 'shop',
    atLeast: 1,
  })
})

test.each([
  ['start: {probe: shop}, finish: {}, within: 5s', 'E122', 'expected exactly one of probe, target, found none'],
  ['start: {probe: shop, phase: inject}, finish: {probe: shop}, within: 5s', 'E122', 'found phase and probe'],
  [`${START}, finish: {probe: shop}, within: 5s`, 'E110', 'expected a key here too'],
  ['start: {phase: inject}, finish: {probe: shop, key: "request.query:a"}, within: 5s', 'E110', 'a phase has no key'],
  ['start: {probe: shop}, finish: {probe: shop}, within: 5s, maxDuplicates: 1', 'E110', '"maxDuplicates" needs keys'],
  ['start: {phase: injekt}, finish: {probe: shop}, within: 5s', 'E204', 'there is no phase "injekt"'],
  ['start: {probe: shp}, finish: {probe: shop}, within: 5s', 'E203', 'there is no probe "shp"'],
  ['start: {target: paymnts}, finish: {probe: shop}, within: 5s', 'E201', 'there is no proxy or route "paymnts"'],
  [`${START.replace('response.json', 'reply.json')}, ${FINISH}, within: 5s`, 'E110', 'expected a key such as'],
  [`${START.replace('$.orderId', '$.[')}, ${FINISH}, within: 5s`, 'E110', 'not a JSON path, at character 2'],
  [
    `start: {probe: home, key: "response.json:$.a"}, ${FINISH}, within: 5s`,
    'E110',
    'only exchanges of a proxy have keys',
  ],
  ['start: {probe: shop}, finish: {probe: shop}', 'E102', '"within" is missing'],
])('%s is refused: %s', async (hypothesis, code, message) => {
  const problems = await problemsOf(text(hypothesis))
  expect(problems[0]).toContain(message)
  expect(problems.map(problem => problem.slice(0, 4))).toEqual([code])
})
