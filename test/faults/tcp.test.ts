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
  const onExchanges = faults.filter(({ name, examples }) => faultNamed(name, examples[0]).reach === 'exchange')
  const claimed = onExchanges.filter(({ protocols }) => protocols.includes('tcp')).map(({ name }) => name)
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
