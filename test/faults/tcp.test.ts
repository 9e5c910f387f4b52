import { expect, test } from 'vitest'
import { faults } from '../../src/faults/index.js'
import { BYTE_ROWS, type Row, silent, untilBytes } from '../support/byte-rows.js'
import { rawOrigin } from '../support/origin.js'
import { rawClient } from '../support/raw-client.js'
import { faultNamed, withProxy } from '../support/with-proxy.js'

/** `reset`, `close`, `truncate`, `stall`, `bandwidth`, `slice` and `loss` are among the shared ones. */
const ROWS: Readonly<Record<string, Row>> = {
  ...BYTE_ROWS,
  latency: {
    options: { add: '60ms' },
    async sees({ client }) {
      await client.send('ping')
      expect(await untilBytes(client, 4)).toBeGreaterThanOrEqual(55)
    },
  },
  quota: {
    options: { bytes: '10B', over: 'close' },
    async sees({ client }) {
      await client.send('1234')
      await client.until('1234')
      await client.send('5678')
      expect(await client.ended()).toBe('fin')
      expect(client.text).toBe('1234')
    },
  },
  blackhole: {
    options: {},
    async sees({ client, origin, lift }) {
      await client.send('ping')
      await silent(client)
      lift()
      expect(await client.ended()).toBe('fin')
      expect(origin.accepted).toBe(0)
    },
  },
  pause: {
    options: { every: '10s', for: '80ms' },
    async sees({ client }) {
      await client.send('ping')
      expect(await untilBytes(client, 4)).toBeGreaterThanOrEqual(70)
    },
  },
  queue: {
    options: { rate: '10/s' },
    async sees({ client, proxy }) {
      await client.send('ping')
      await client.until('ping')
      await using second = await rawClient(proxy.port)
      await second.send('pong')
      await second.until('pong')
      expect(proxy.facts('fault.acted')).toMatchObject([{ actual: { ahead: 1 } }])
    },
  },
  slowReader: {
    options: { rate: '20kB/s' },
    async sees({ client }) {
      await client.send(Buffer.alloc(6_000, 'x'))
      expect(await untilBytes(client, 6_000)).toBeGreaterThan(150)
    },
  },
  dns: {
    options: { answer: 'nxdomain' },
    async sees({ client, origin }) {
      expect(await client.ended()).toBe('fin')
      expect(origin.accepted).toBe(0)
    },
  },
  concurrency: {
    options: { max: 1, over: 'refuse' },
    async sees({ client, proxy }) {
      await client.send('ping')
      await client.until('ping')
      await using second = await rawClient(proxy.port)
      expect(await second.ended()).toBe('reset')
      client.finish()
      await client.ended()
      await using third = await rawClient(proxy.port)
      await third.send('pong')
      await third.until('pong')
    },
  },
}

/** `reroute` sends connections elsewhere: below. */
const APART = ['reroute']

test('every fault that claims tcp has a row, and no other', () => {
  const onExchanges = faults.filter(({ name, examples }) => faultNamed(name, examples[0]).reach === 'exchange')
  const claimed = onExchanges.filter(({ protocols }) => protocols.includes('tcp')).map(({ name }) => name)
  expect([...Object.keys(ROWS), ...APART].toSorted()).toEqual(claimed.toSorted())
})

test.each(Object.entries(ROWS))('%s on a connection, as its client sees it', async (name, { options, sees }) => {
  await using origin = await rawOrigin(({ socket }) => void socket.pipe(socket))
  await using proxy = await withProxy({ upstream: new URL(`tcp://127.0.0.1:${origin.port}`) })
  const lift = proxy.inject(faultNamed(name, options))
  await using client = await rawClient(proxy.port)
  await sees({ client, origin, proxy, lift })
  expect(proxy.facts('fault.injected')[0]).toMatchObject({ x: 1, fault: 'fault-1' })
  expect(proxy.facts('exchange.opened')[0]).toMatchObject({ protocol: 'tcp', method: 'CONNECT' })
})

test('reroute and dns send connections of TCP elsewhere, and none that is there already', async () => {
  await using origin = await rawOrigin(({ socket }) => void socket.pipe(socket))
  await using other = await rawOrigin(peer => peer.send('the other'))
  await using proxy = await withProxy({ upstream: new URL(`tcp://localhost:${origin.port}`) })
  await using early = await rawClient(proxy.port)
  await early.send('ping')
  await early.until('ping')
  const lift = proxy.inject(faultNamed('reroute', { to: `tcp://127.0.0.1:${other.port}` }))
  await using client = await rawClient(proxy.port)
  await client.until('the other')
  await early.send('pong')
  await early.until('pong')
  lift()
  proxy.inject(faultNamed('dns', { answer: '127.0.0.9' }))
  await using late = await rawClient(proxy.port)
  await late.ended()
  expect(proxy.facts('fault.injected')).toHaveLength(2)
  const [failed] = proxy.facts('exchange.closed')
  expect(failed).toMatchObject({ end: 'upstreamFailed', detail: expect.stringContaining('127.0.0.9') })
})
