import { expect, test } from 'vitest'
import { changed, loaded, MINIMAL, problemsOf } from '../../support/load-text.js'

const PROBE = '{type: http, url: "http://127.0.0.1:3000/", every: 200ms}'
const withProbe = (probe: string): string => changed(MINIMAL, PROBE, probe)

test('an active probe looks every second unless told otherwise, a passive one has no rhythm', async () => {
  const text = withProbe('{type: tcp, host: 127.0.0.1, port: 1}').replace(
    'hypotheses',
    '  seen: {type: traffic, target: payments}\nhypotheses',
  )
  const { settle, plan } = await loaded(text)
  expect(settle(new Map()).probes.map(({ id, everyMs }) => [id, everyMs])).toEqual([
    ['home', 1_000],
    ['seen', null],
  ])
  expect(plan.probes).toEqual([
    { id: 'home', type: 'tcp' },
    { id: 'seen', type: 'traffic' },
  ])
})

test('the options of a probe are checked by the probe, in their place', async () => {
  expect(await problemsOf(withProbe('{type: http, url: "http://127.0.0.1/", timeout: 61s, expct: {}}'))).toEqual([
    'E110 12:57 expected a timeout of at most 60s',
    'E103 12:62 unknown key "expct", did you mean "expect"?',
  ])
})

test.each([
  ['{url: "http://127.0.0.1/"}', 'E102', '"type" is missing'],
  ['{type: tcp, host: db.prod.example, port: 5432}', 'E302', 'denied by safety'],
  ['{type: tcp, host: "0xa9fea9fe", port: 80}', 'E303', 'link-local'],
  ['{type: traffic, target: payments/charge}', 'E201', 'has no routes'],
])('%s is refused', async (probe, code, message) => {
  const [problem, ...others] = await problemsOf(withProbe(probe))
  expect(problem).toContain(code)
  expect(problem).toContain(message)
  expect(others).toEqual([])
})

test('a value can be judged where the probe has one', async () => {
  const text = withProbe('{type: http, url: "http://127.0.0.1/", value: {from: body, json: $.n}}')
  const { plan } = await loaded(changed(text, 'latency.p95, max: 1s', 'value.max, max: 5'))
  expect(plan.hypotheses[0]).toMatchObject({ measure: 'value.max', limit: { value: 5 } })
})
