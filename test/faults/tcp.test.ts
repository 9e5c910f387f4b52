import { expect, test } from 'vitest'
import type { Json } from '../../src/core/json.js'
import { faults } from '../../src/faults/index.js'
import { type RawOrigin, rawOrigin } from '../support/origin.js'
import { rawClient } from '../support/raw-client.js'
import type { RawPeer } from '../support/raw-peer.js'
import { faultNamed, type TestProxy, withProxy } from '../support/with-proxy.js'

interface World {
  readonly client: RawPeer
  readonly origin: RawOrigin
  readonly proxy: TestProxy
  lift(): void
}

interface Row {
  readonly options: Json
  /** What a client sees whose upstream echoes. */
  readonly sees: (world: World) => Promise<unknown>
}

/** How long until the client has received that many bytes, in ms. */
const untilBytes = async (client: RawPeer, bytes: number): Promise<number> => {
  const start = performance.now()
  await client.until(bytes)
  return performance.now() - start
}

const silent = async (client: RawPeer): Promise<void> => {
  await expect(client.until(client.received.length + 1, 60)).rejects.toThrow('60 ms passed')
  expect(client.ending).toBe('open')
}

const cutAt =
  (ending: 'fin' | 'reset') =>
  async ({ client, proxy }: World) => {
    await client.send('ping pong')
    expect(await client.ended()).toBe(ending)
    expect(client.text).toBe('ping')
    expect(await proxy.closed(1)).toMatchObject([{ end: 'cut', status: null, sent: 4 }])
  }

const ROWS: Readonly<Record<string, Row>> = {
  latency: {
    options: { add: '60ms' },
    async sees({ client }) {
      await client.send('ping')
      expect(await untilBytes(client, 4)).toBeGreaterThanOrEqual(55)
    },
  },
  reset: { options: { at: '4B' }, sees: cutAt('reset') },
  close: { options: { at: '4B' }, sees: cutAt('fin') },
  truncate: { options: { at: '4B' }, sees: cutAt('fin') },
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
  stall: {
    options: { at: '4B' },
    async sees({ client, lift }) {
      await client.send('ping pong')
      await client.until('ping')
      await silent(client)
      lift()
      expect(await client.until('pong')).toBe('ping pong')
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
  bandwidth: {
    options: { rate: '10kB/s' },
    async sees({ client }) {
      await client.send(Buffer.alloc(1_500, 'x'))
      expect(await untilBytes(client, 1_500)).toBeGreaterThan(130)
      expect(client.text).toBe('x'.repeat(1_500))
    },
  },
  slice: {
    options: { size: '2B', gap: '5ms' },
    async sees({ client }) {
      await client.send('ping pong!')
      expect(await client.until(10)).toBe('ping pong!')
      expect(client.arrivals.length).toBeGreaterThan(2)
    },
  },
  loss: {
    options: { rate: '20%', rtt: '10ms', rto: '10ms' },
    async sees({ client, proxy }) {
      await client.send(Buffer.alloc(15_000, 'x'))
      expect(await untilBytes(client, 15_000)).toBeGreaterThan(9)
      client.finish()
      expect(await client.ended()).toBe('fin')
      expect(client.text).toBe('x'.repeat(15_000))
      expect(proxy.facts('fault.acted')).toHaveLength(1)
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

test('every fault that claims tcp has a row, and no other', () => {
  const claimed = faults.filter(({ protocols }) => protocols.includes('tcp')).map(({ name }) => name)
  expect(Object.keys(ROWS).toSorted()).toEqual(claimed.toSorted())
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
