import { expect, test } from 'vitest'
import { seeded } from '../../src/core/random.js'
import type { LoadRequest, LoadSpec } from '../../src/experiment/experiment.js'
import { drawRequest, gapBefore } from '../../src/run/load-request.js'

const request = (parts: Partial<LoadRequest> = {}): LoadRequest => ({
  ...{
    name: 'cart',
    weight: 1,
    method: 'GET',
    path: '/cart',
    headers: {},
    body: null,
    expect: { status: [], header: {} },
  },
  ...parts,
})
const load = (parts: Partial<LoadSpec> = {}): LoadSpec => ({
  ...{ id: 'shoppers', baseUrl: 'http://127.0.0.1:9000', perSecond: 20, maxInFlight: 200, arrivals: 'constant' },
  ...{ timeoutMs: 5_000, headers: {}, requests: [request()], phases: null },
  ...parts,
})
const draws = (spec: LoadSpec, count: number, seed = 1) =>
  Array.from({ length: count }, (_, ordinal) => drawRequest(spec, seeded(seed), ordinal))

test('requests are chosen by weight', () => {
  const spec = load({ requests: [request({ name: 'cart', weight: 9 }), request({ name: 'order', weight: 1 })] })
  const orders = draws(spec, 5_000).filter(({ name }) => name === 'order').length
  expect(orders / 5_000).toBeCloseTo(0.1, 1)
})

test('numbers are drawn per request within their bounds, and the same seed draws the same', () => {
  const spec = load({
    headers: { 'x-user': 'u${random.int(1,3)}' },
    requests: [request({ path: '/item/${random.int(-2,2)}', body: '{"n":${random.int(5,5)}}' })],
  })
  const drawn = draws(spec, 300)
  expect(new Set(drawn.map(({ headers }) => headers['x-user']))).toEqual(new Set(['u1', 'u2', 'u3']))
  const urls = [-2, -1, 0, 1, 2].map(n => `http://127.0.0.1:9000/item/${n}`)
  expect(new Set(drawn.map(({ url }) => url))).toEqual(new Set(urls))
  expect(new Set(drawn.map(({ body }) => body))).toEqual(new Set(['{"n":5}']))
  expect(draws(spec, 300)).toEqual(drawn)
  expect(draws(spec, 300, 2)).not.toEqual(drawn)
})

test('a request is the same whatever was drawn before it', () => {
  const spec = load({ headers: { 'x-user': '${random.int(1,1000000)}' } })
  expect(drawRequest(spec, seeded(1), 7)).toEqual(draws(spec, 10)[7])
})

test('headers of the request come over those of the load, and a path in baseUrl stays', () => {
  const spec = load({
    baseUrl: 'http://127.0.0.1:9000/shop/',
    headers: { a: 'load', b: 'load' },
    requests: [request({ headers: { b: 'request' }, path: '/cart?x=%2F' })],
  })
  expect(draws(spec, 1)[0]).toMatchObject({
    url: 'http://127.0.0.1:9000/shop/cart?x=%2F',
    headers: { a: 'load', b: 'request' },
  })
})

test('constant arrivals are all the same; a Poisson process has the mean and the deviation of an exponential', () => {
  expect(gapBefore(load(), seeded(1), 3)).toBe(50)
  const gaps = Array.from({ length: 5_000 }, (_, at) => gapBefore(load({ arrivals: 'poisson' }), seeded(1), at))
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length
  const deviation = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length)
  expect(mean).toBeGreaterThan(47)
  expect(mean).toBeLessThan(53)
  expect(deviation / mean).toBeCloseTo(1, 1)
})
