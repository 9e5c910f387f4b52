import { expect, test } from 'vitest'
import { loaded, MINIMAL, problemsOf } from '../../support/load-text.js'

const withLoad = (parts: string): string =>
  `${MINIMAL}load:\n  l: {baseUrl: "http://127.0.0.1:9001", rate: 20/s, ${parts}}\n`
const loadOf = async (parts: string) => (await loaded(withLoad(parts))).settle(new Map()).load[0]

test('a load has defaults for all but where, how often and what', async () => {
  expect(await loadOf('requests: [{get: /cart}]')).toEqual({
    id: 'l',
    baseUrl: 'http://127.0.0.1:9001',
    perSecond: 20,
    maxInFlight: 200,
    arrivals: 'constant',
    timeoutMs: 10_000,
    headers: {},
    requests: [
      {
        name: 'GET /cart',
        weight: 1,
        method: 'GET',
        path: '/cart',
        headers: {},
        body: null,
        expect: { status: [[200, 399]], header: {} },
      },
    ],
    phases: null,
  })
})

test('a JSON body is text with its type, and a draw in it is a number', async () => {
  const load = await loadOf(
    'requests: [{post: /o, json: {sku: A1, qty: "${random.int(1,3)}", note: "n ${random.int(1,3)}"}}]',
  )
  expect(load?.requests[0]).toMatchObject({
    headers: { 'content-type': 'application/json' },
    body: '{"sku":"A1","qty":${random.int(1,3)},"note":"n ${random.int(1,3)}"}',
  })
})

test('a type that is given stays the only one', async () => {
  const load = await loadOf('requests: [{put: /o, json: [1], headers: {Content-Type: application/hal+json}}]')
  expect(load?.requests[0]?.headers).toEqual({ 'Content-Type': 'application/hal+json' })
})

test('a slow rate still has room for one request', async () => {
  const { settle } = await loaded(withLoad('requests: [{get: /}]').replace('20/s', '1/m'))
  expect(settle(new Map()).load[0]).toMatchObject({ perSecond: expect.closeTo(1 / 60), maxInFlight: 1 })
})

test.each([
  ['requests: []', 'E110', 'expected a length of at least 1'],
  ['requests: [{get: /, post: /}]', 'E122', 'expected exactly one of get, post'],
  ['requests: [{get: cart}]', 'E110', 'expected a path that starts with /'],
  ['requests: [{post: /, json: {}, body: x}]', 'E110', 'expected json or body, found both'],
  ['requests: [{get: /, weight: 0}]', 'E110', 'expected more than 0'],
  ['requests: [{get: /, expect: {bodi: x}}]', 'E103', 'bodi'],
  ['requests: [{get: /}], phases: [inejct]', 'E204', 'did you mean "inject"?'],
  ['requests: [{get: /}], headers: {"a b": c}', 'E110', 'expected the name of a header, found "a b"'],
  ['requests: [{get: /}], headers: [a]', 'E110', 'expected a map, found a list'],
  ['requests: [{get: /}], arrivals: even', 'E111', 'expected constant or poisson'],
  ['rps: 5, requests: [{get: /}]', 'E103', 'unknown key "rps"'],
])('%s is refused', async (parts, code, message) => {
  const [problem, ...others] = await problemsOf(withLoad(parts))
  expect(problem).toContain(code)
  expect(problem).toContain(message)
  expect(others).toEqual([])
})
