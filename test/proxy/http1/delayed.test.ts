import { expect, test } from 'vitest'
import type { BoundFault } from '../../../src/core/bound-fault.js'
import type { Middleware } from '../../../src/core/exchange.js'
import type { Tools } from '../../../src/core/tools.js'
import { type RawOrigin, rawOrigin } from '../../support/origin.js'
import { head, rawClient } from '../../support/raw-client.js'
import { faultOf } from '../../support/rules.js'
import { eventually, faultNamed, withProxy } from '../../support/with-proxy.js'

/** A reply that nobody who takes it apart would write again like this. */
const ODD =
  'HTTP/1.1 200 Odd\r\nx-CASE:\t a  \r\nTransfer-Encoding:  chunked\r\n\r\n02;why=not\r\nok\r\n0\r\nX-Late: 1\r\n\r\n'

const oddOrigin = (asked: string[]): Promise<RawOrigin> =>
  rawOrigin(async peer => {
    for (;;) {
      await peer.until('\r\n\r\n', 20_000)
      asked.push(peer.take())
      await peer.send(ODD)
    }
  })

const waiting = (delay: () => number): BoundFault => ({
  ...faultOf('waiting'),
  waits: true,
  draw: () => ({ dose: {}, delay, inject: briefly }),
})

const briefly = (tools: Tools): Middleware => {
  return async (exchange, next) => {
    await tools.wait(1, exchange)
    return next(exchange)
  }
}

/** It takes part in the reply. */
const marking: BoundFault = {
  ...faultOf('marking'),
  draw: () => ({
    dose: {},
    inject: () => async (exchange, next) => ({ ...(await next(exchange)), headers: [['X-New', '1']] }),
  }),
}

test('of an exchange that only waited, the bytes go on as they came, for the next one on its connection too', async () => {
  const asked: string[] = []
  await using origin = await oddOrigin(asked)
  await using proxy = await withProxy({ upstream: origin.url })
  await using client = await rawClient(proxy.port)
  const lift = proxy.inject(waiting(() => 1))
  proxy.inject(faultNamed('latency', { add: '1ms' }))
  const requests = ['/1', '/2'].map(path => head(`GET ${path}`, 'x-ODD:\t1 '))
  await client.send(requests.join(''))
  expect(await client.until(ODD.length * 2)).toBe(ODD + ODD)
  expect(asked).toEqual(requests)
  const injected = ['fault-1', 'fault-2']
  expect(await proxy.closed(2)).toMatchObject([
    { x: 1, end: 'complete', status: 200, sent: 2, injected },
    { x: 2, end: 'complete', status: 200, sent: 2, injected },
  ])
  lift()
})

test('a fault that looks at the messages has them to itself, whoever else only waits', async () => {
  await using origin = await oddOrigin([])
  await using proxy = await withProxy({ upstream: origin.url })
  await using client = await rawClient(proxy.port)
  proxy.inject(waiting(() => 1))
  proxy.inject(marking)
  await client.send(head('GET /', 'Connection: close'))
  await client.ended()
  expect(client.text).toContain('X-New: 1')
})

test.each(['fin', 'reset'] as const)(
  'a client that leaves by %s while it waits is not asked for upstream',
  async how => {
    const asked: string[] = []
    await using origin = await oddOrigin(asked)
    await using proxy = await withProxy({ upstream: origin.url })
    await using client = await rawClient(proxy.port)
    proxy.inject(faultNamed('latency', { add: '1m' }))
    await client.send(head('GET /'))
    await eventually(
      () => proxy.facts('fault.injected'),
      all => all.length === 1,
    )
    if (how === 'fin') client.finish()
    else client.reset()
    const [closed] = await proxy.closed(1)
    expect(closed).toMatchObject({ end: 'clientLeft', status: null, received: 0, sent: 0, injected: ['fault-1'] })
    expect(asked).toEqual([])
  },
)

test('a fault that breaks while it waits is told to the client, whose connection goes on', async () => {
  await using origin = await oddOrigin([])
  await using proxy = await withProxy({ upstream: origin.url })
  await using client = await rawClient(proxy.port)
  const broken = () => {
    throw new Error('it broke')
  }
  const lift = proxy.inject(waiting(broken))
  await client.send(head('GET /'))
  expect(await client.until('it broke\n')).toMatch(/^HTTP\/1\.1 502 /)
  lift()
  client.take()
  await client.send(head('GET /'))
  expect(await client.until(ODD.length)).toBe(ODD)
  const [closed] = await proxy.closed(2)
  expect(closed).toMatchObject({ end: 'upstreamFailed', status: 502, detail: 'it broke' })
})
