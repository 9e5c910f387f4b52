import { expect, test } from 'vitest'
import type { FactOf } from '../../src/core/fact.js'
import type { Entry } from '../../src/core/journal.js'
import { traffic } from '../../src/probes/traffic.js'
import { openProbe } from '../support/open-probe.js'

const closed = (parts: Partial<FactOf<'exchange.closed'>> = {}): Entry => ({
  ...{ t: 100, type: 'exchange.closed', x: 1, route: 'payments', end: 'complete', status: 200, received: 0, sent: 2 },
  ...{ headMs: 10, totalMs: 12, injected: [], matched: [] },
  ...parts,
})

const opened = (x: number, method: string): Entry => ({
  ...{ t: 1, type: 'exchange.opened', x, route: 'payments', protocol: 'http1', connection: 1, method, target: '/' },
})

const watching = (options: object) => {
  const prober = openProbe(traffic, { target: 'payments', ...options })
  if (prober.kind !== 'passive') throw new Error('traffic is passive')
  return prober.observe
}

test('an exchange that ended well is a good sample of the time it took', () => {
  expect(watching({})(closed())).toEqual({ ok: true, latencyMs: 12, status: 200 })
})

test.each([
  [{ status: 503 }, { error: 'httpStatus', status: 503 }],
  [{ end: 'cut', status: null }, { error: 'reset' }],
  [
    { end: 'cut', status: 200 },
    { error: 'body', status: 200 },
  ],
  [{ end: 'upstreamFailed', status: 502 }, { error: 'httpStatus' }],
  [{ end: 'upstreamFailed', status: 200 }, { error: 'body' }],
  [
    { end: 'clientLeft', status: null },
    { error: 'timeout', latencyMs: 12 },
  ],
] as const)('an exchange that ended as %j is a failed sample', (parts, sample) => {
  expect(watching({})(closed(parts))).toMatchObject({ ok: false, ...sample })
})

test('an exchange that ended because the proxy was closed says nothing', () => {
  expect(watching({})(closed({ end: 'proxyClosed' }))).toBeNull()
})

test('a client error is good unless another status is expected', () => {
  expect(watching({})(closed({ status: 404 }))).toMatchObject({ ok: true })
  expect(watching({ expect: { status: '200-299' } })(closed({ status: 404 }))).toMatchObject({ error: 'httpStatus' })
})

test('a proxy is watched with all its routes, a route alone', () => {
  const routes = ['payments', 'payments/charge', 'payments/refund', 'payments2', 'edge']
  const watched = (options: object) => routes.filter(route => watching(options)(closed({ route })) !== null)
  expect(watched({})).toEqual(['payments', 'payments/charge', 'payments/refund'])
  expect(watched({ target: 'payments/charge' })).toEqual(['payments/charge'])
  expect(watched({ where: { route: 'refund' } })).toEqual(['payments/refund'])
})

test('exchanges are chosen by method, status and whether a fault was injected', () => {
  const observe = watching({ where: { method: 'POST' } })
  observe(opened(1, 'POST'))
  observe(opened(2, 'GET'))
  expect([1, 2, 3].map(x => observe(closed({ x })) !== null)).toEqual([true, false, false])
  const isFailed = watching({ where: { status: '500-599' } })
  expect([200, 503, null].map(status => isFailed(closed({ status })) !== null)).toEqual([false, true, false])
  const isHit = watching({ where: { injected: true } })
  expect([[], ['slow']].map(injected => isHit(closed({ injected })) !== null)).toEqual([false, true])
})

test('what it is aimed at is known before it is opened', () => {
  const targetOf = (options: object) => {
    const bound = traffic.bind(options)
    return bound.ok ? bound.value.target : null
  }
  expect(targetOf({ target: 'payments/charge' })).toBe('payments/charge')
  expect(targetOf({ target: 'payments', where: { route: 'charge' } })).toBe('payments/charge')
})
