import { expect } from 'vitest'
import type { Json } from '../../src/core/json.js'
import type { RawOrigin } from './origin.js'
import type { RawPeer } from './raw-peer.js'
import type { TestProxy } from './with-proxy.js'

export interface World {
  readonly client: RawPeer
  readonly origin: RawOrigin
  readonly proxy: TestProxy
  lift(): void
}

/** A fault, and what a client sees of it whose upstream sends back what it is sent. */
export interface Row {
  readonly options: Json
  readonly sees: (world: World) => Promise<unknown>
}

/** How long until the client has received that many bytes, in ms. */
export const untilBytes = async (client: RawPeer, bytes: number): Promise<number> => {
  const start = performance.now()
  await client.until(bytes)
  return performance.now() - start
}

export const silent = async (client: RawPeer): Promise<void> => {
  await expect(client.until(client.received.length + 1, 60)).rejects.toThrow('60 ms passed')
  expect(client.ending).toBe('open')
}

const cutAt =
  (ending: 'fin' | 'reset') =>
  async ({ client, proxy }: World) => {
    await client.send('ping pong')
    expect(await client.ended()).toBe(ending)
    expect(client.text).toBe('ping')
    expect(await proxy.closed(1)).toMatchObject([{ end: 'cut', sent: 4 }])
  }

/** What looks the same wherever bytes go both ways. */
export const BYTE_ROWS = {
  reset: { options: { at: '4B' }, sees: cutAt('reset') },
  close: { options: { at: '4B' }, sees: cutAt('fin') },
  truncate: { options: { at: '4B' }, sees: cutAt('fin') },
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
  bandwidth: {
    options: { rate: '10kB/s' },
    async sees({ client }) {
      await client.send(Buffer.alloc(1_500, 'x'))
      expect(await untilBytes(client, 1_500)).toBeGreaterThan(130)
      expect(client.text).toBe('x'.repeat(1_500))
    },
  },
  slice: {
    options: { size: '2B', gap: '5ms', direction: 'both' },
    async sees({ client, origin }) {
      await client.send('ping pong!')
      expect(await client.until(/!$/)).toBe('ping pong!')
      expect(client.arrivals.length).toBeGreaterThan(2)
      expect(origin.peers[0]?.arrivals.length).toBeGreaterThan(2)
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
} satisfies Readonly<Record<string, Row>>
