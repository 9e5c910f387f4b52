import { expect, test } from 'vitest'
import type { BoundFault, Stage } from '../../src/core/bound-fault.js'
import type { Middleware } from '../../src/core/exchange.js'
import type { Tools } from '../../src/core/fault.js'
import { httpOrigin } from '../support/origin.js'
import { head, talkRaw } from '../support/raw-client.js'
import { faultOf } from '../support/rules.js'
import { withProxy } from '../support/with-proxy.js'

const CLOSE = 'Connection: close'

const answering = (stage: Stage, status: number): BoundFault => ({
  ...faultOf('answer'),
  stage,
  draw: () => ({
    dose: { status },
    inject: () => async () => ({ status, headers: [], body: (async function* () {})() }),
  }),
})

const passing = (stage: Stage): BoundFault => ({ ...faultOf('pass'), stage })

test('an exchange is opened, injected, and closed, with everything that is known of it', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject({ ...faultOf('noop'), draw: () => ({ dose: { ms: 1 }, inject: () => (x, next) => next(x) }) })
  await talkRaw(proxy.port, `${head('POST /charge?x', 'Content-Length: 3', CLOSE)}abc`)
  await proxy.closed(1)
  const facts = proxy.entries.filter(({ type }) => !['proxy.listening', 'fault.activated'].includes(type))
  expect(facts).toMatchObject([
    { type: 'exchange.opened', x: 1, route: 'payments', protocol: 'http1', method: 'POST', target: '/charge?x' },
    { type: 'fault.injected', x: 1, fault: 'fault-1', dose: { ms: 1 } },
    {
      ...{ type: 'exchange.closed', x: 1, route: 'payments', end: 'complete', status: 200, received: 3, sent: 2 },
      ...{ injected: ['fault-1'], matched: ['fault-1'], headMs: expect.any(Number), totalMs: expect.any(Number) },
    },
  ])
})

test('a fault behind one that answered first is matched, and not reported as injected', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(passing('delay'))
  proxy.inject(answering('answer', 503))
  expect((await talkRaw(proxy.port, head('GET /', CLOSE))).text).toMatch(/^HTTP\/1\.1 503 /)
  const [closed] = await proxy.closed(1)
  expect(closed).toMatchObject({ injected: ['fault-2'], matched: ['fault-2', 'fault-1'] })
  expect(proxy.facts('fault.injected').map(({ fault }) => fault)).toEqual(['fault-2'])
  expect(origin.seen).toHaveLength(0)
})

test('a fault that was lifted before the request reached it does not act', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  let lift = () => {}
  proxy.inject({
    ...passing('endEarly'),
    draw: () => ({
      dose: {},
      inject: () => (exchange, next) => {
        lift()
        return next(exchange)
      },
    }),
  })
  lift = proxy.inject(answering('answer', 503))
  expect((await talkRaw(proxy.port, head('GET /', CLOSE))).text).toMatch(/^HTTP\/1\.1 200 /)
  expect((await proxy.closed(1))[0]).toMatchObject({ injected: ['fault-1'] })
})

test('an answer of ours names its fault and its exchange; a reply of the upstream, faulted or not, is never marked', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  const lift = proxy.inject(answering('answer', 503))
  expect((await fetch(proxy.url)).headers.get('x-fallacy-injected')).toBe('fault-1; exchange=1')
  lift()
  proxy.inject(passing('delay'))
  expect((await fetch(proxy.url)).headers.has('x-fallacy-injected')).toBe(false)
})

test('a fault on one route leaves the others alone', async () => {
  await using origin = await httpOrigin()
  const charge = { id: 'charge', method: 'POST', path: '/charge', host: null, headers: {} }
  await using proxy = await withProxy({ upstream: origin.url, routes: [charge] })
  proxy.inject(answering('answer', 503), { target: 'payments/charge' })
  expect((await fetch(`${proxy.url}/charge`, { method: 'POST' })).status).toBe(503)
  expect((await fetch(`${proxy.url}/charge`)).status).toBe(200)
  const closed = await proxy.closed(2)
  expect(closed.map(({ route, matched }) => [route, matched])).toEqual([
    ['payments/charge', ['fault-1']],
    ['payments', []],
  ])
})

test('when the runner gives no sign of life, the faults expire and what they held goes on', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url, ttlMs: 200 })
  const holding = (tools: Tools): Middleware => {
    return async (exchange, next) => {
      await tools.wait(Number.POSITIVE_INFINITY, exchange)
      return next(exchange)
    }
  }
  proxy.inject({ ...passing('delay'), draw: () => ({ dose: {}, inject: holding }) })
  expect((await talkRaw(proxy.port, head('GET /', CLOSE))).text).toMatch(/^HTTP\/1\.1 200 /)
  expect(proxy.facts('fault.lifted')).toMatchObject([{ fault: 'fault-1', why: 'expired' }])
  expect(proxy.plane.active()).toEqual([])
})
