// Over 150 lines: every fault on a WebSocket is a row, and that none is missing is held to beside them.
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { faults } from '../../src/faults/index.js'
import { BYTE_ROWS, type Row, silent, untilBytes, type World } from '../support/byte-rows.js'
import { httpOrigin, rawOrigin } from '../support/origin.js'
import { head, rawClient } from '../support/raw-client.js'
import { faultNamed, withProxy } from '../support/with-proxy.js'

const ASK = head(
  'GET /chat',
  ...['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13'],
  'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
)
const AGREED = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nX-Odd: 1\r\n\r\n'

/** Agrees to every handshake, and sends back what it is sent. */
const echo = () =>
  rawOrigin(async peer => {
    const asked = await peer.until('\r\n\r\n')
    if (!/^upgrade: websocket/im.test(asked)) return peer.send('HTTP/1.1 404 Not Here\r\nContent-Length: 0\r\n\r\n')
    await peer.send(AGREED)
    peer.take()
    peer.socket.pipe(peer.socket)
  })

/** Faults that act before there is a WebSocket: their client has not asked yet. */
const BEFORE: Readonly<Record<string, Row>> = {
  latency: {
    options: { add: '60ms' },
    async sees({ client }) {
      await client.send(ASK)
      expect(await untilBytes(client, AGREED.length)).toBeGreaterThanOrEqual(55)
    },
  },
  pause: {
    options: { every: '10s', for: '80ms' },
    async sees({ client }) {
      await client.send(ASK)
      expect(await untilBytes(client, AGREED.length)).toBeGreaterThanOrEqual(70)
    },
  },
  blackhole: {
    options: {},
    async sees({ client, origin, lift }) {
      await client.send(ASK)
      await silent(client)
      lift()
      expect(await client.ended()).toBe('fin')
      expect(origin.accepted).toBe(0)
    },
  },
  respond: {
    options: { status: 403, body: 'no' },
    async sees({ client, origin }) {
      await client.send(ASK)
      expect(await client.ended()).toBe('fin')
      expect(client.text).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n.*x-fallacy-injected: fault-1; .*\r\n\r\nno$/s)
      expect(origin.accepted).toBe(0)
    },
  },
  dns: {
    options: { answer: 'servfail' },
    async sees({ client, origin }) {
      await client.send(ASK)
      expect(await client.ended()).toBe('fin')
      expect(client.text).toMatch(/^HTTP\/1\.1 502 .*EAI_AGAIN test\n$/s)
      expect(origin.accepted).toBe(0)
    },
  },
  noUpgrade: {
    options: { how: 'strip' },
    async sees({ client, origin }) {
      await client.send(ASK)
      expect(await client.ended()).toBe('fin')
      expect(client.text).toMatch(/^HTTP\/1\.1 404 Not Here\r\n/)
      expect(origin.peers[0]?.text).toMatch(/^GET \/chat HTTP\/1\.1\r\nHost: test\r\nSec-WebSocket-Version: 13\r\n/)
    },
  },
}

/** Faults that act on its bytes. */
const BEHIND: Readonly<Record<string, Row>> = {
  ...BYTE_ROWS,
  buffering: {
    options: { until: '8B' },
    async sees({ client }) {
      await client.send('ping')
      await silent(client)
      await client.send('pong')
      expect(await client.until(8)).toBe('pingpong')
    },
  },
}

/** They have tests of their own: `message` in its file, others below; those that break TLS in handshake.test.ts. */
const APART = ['message', 'reroute', 'refuse', 'drain', 'idleReap', 'certificate', 'handshake', 'tlsVersion']

const shaken = async ({ client }: World): Promise<void> => {
  await client.send(ASK)
  expect(await client.until('\r\n\r\n')).toBe(AGREED)
  client.take()
}

test('every fault that claims websocket has a row, and no other', () => {
  const claimed = faults.filter(({ protocols }) => protocols.includes('websocket')).map(({ name }) => name)
  expect([...Object.keys({ ...BEFORE, ...BEHIND }), ...APART].toSorted()).toEqual(claimed.toSorted())
})

test.each([
  ...Object.entries(BEFORE).map(([name, row]) => ['before', name, row] as const),
  ...Object.entries(BEHIND).map(([name, row]) => ['behind', name, row] as const),
])('%s the handshake, %s as its client sees it', async (when, name, { options, sees }) => {
  await using origin = await echo()
  await using proxy = await withProxy({ upstream: origin.url })
  const lift = proxy.inject(faultNamed(name, options))
  await using client = await rawClient(proxy.port)
  const world = { client, origin, proxy, lift }
  if (when === 'behind') await shaken(world)
  await sees(world)
  expect(proxy.facts('fault.injected')[0]).toMatchObject({ x: 1, fault: 'fault-1' })
  expect(proxy.facts('exchange.opened')[0]).toMatchObject({ protocol: 'websocket', target: '/chat' })
})

test('blackhole, in the middle: what the upstream sends from there on is lost, and the connection stays', async () => {
  await using origin = await echo()
  await using proxy = await withProxy({ upstream: origin.url })
  const lift = proxy.inject(faultNamed('blackhole', { at: '4B', after: 'reset' }))
  await using client = await rawClient(proxy.port)
  await shaken({ client, origin, proxy, lift })
  await client.send('ping pong')
  await client.until('ping')
  await silent(client)
  lift()
  expect(await client.ended()).toBe('reset')
})

test('reroute sends a handshake elsewhere', async () => {
  await using origin = await echo()
  await using other = await echo()
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed('reroute', { to: other.url.href }))
  await using client = await rawClient(proxy.port)
  await shaken({ client, origin, proxy, lift() {} })
  expect([origin.accepted, other.accepted]).toEqual([0, 1])
})

test('refuse and drain leave no place for a WebSocket, and drain ends those that are open after its grace', async () => {
  await using origin = await echo()
  await using proxy = await withProxy({ upstream: origin.url })
  await using client = await rawClient(proxy.port)
  await shaken({ client, origin, proxy, lift() {} })
  const lift = proxy.inject(faultNamed('refuse', {}))
  await expect(rawClient(proxy.port)).rejects.toThrow('ECONNREFUSED')
  await client.send('ping')
  await client.until('ping')
  lift()
  proxy.inject(faultNamed('drain', { grace: '30ms', down: '10s' }))
  expect(await client.ended()).toBe('reset')
})

test.each([400, 426])('noUpgrade answers %i, and ws knows that it is refused', async how => {
  await using origin = await echo()
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed('noUpgrade', { how }))
  const socket = new WebSocket(proxy.url.replace('http', 'ws'))
  const [error] = await once(socket, 'error')
  expect(String(error)).toContain(`Unexpected server response: ${how}`)
  expect(await proxy.closed(1)).toMatchObject([{ end: 'complete', status: how }])
})

test('through a fault, each side may end its half by itself, and early bytes arrive', async () => {
  await using origin = await rawOrigin(async peer => {
    await peer.until('\r\n\r\n')
    await peer.send(`${AGREED}first`)
    await peer.until(/early$/)
    await peer.ended()
    await peer.send('after the half-close')
    peer.finish()
  })
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed('stall', { at: '1MiB', duration: '1ms' }))
  await using client = await rawClient(proxy.port)
  await client.send(`${ASK}early`)
  client.finish()
  await client.ended()
  expect(client.text).toBe(`${AGREED}firstafter the half-close`)
  expect(await proxy.closed(1)).toMatchObject([{ end: 'complete', status: 101, received: 5, sent: 25 }])
})

test('through a fault, an upstream that is down is a marked 502, and one that refuses is passed on as it refuses', async () => {
  await using origin = await httpOrigin((_, response) => response.writeHead(403).end('no'))
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed('stall', { at: '1MiB', duration: '1ms' }))
  origin.server.on('upgrade', (_, socket) => socket.end('HTTP/1.1 403 Not You\r\nContent-Length: 2\r\n\r\nno'))
  await using client = await rawClient(proxy.port)
  await client.send(ASK)
  await client.ended()
  expect(client.text).toMatch(/^HTTP\/1\.1 403 Not You\r\n.*no$/s)
  await origin.stop()
  await using other = await rawClient(proxy.port)
  await other.send(ASK)
  await other.ended()
  expect(other.text).toMatch(/^HTTP\/1\.1 502 .*x-fallacy-error: /s)
  expect(await proxy.closed(2)).toMatchObject([
    { end: 'complete', status: 403, sent: 2 },
    { end: 'upstreamFailed', status: 502 },
  ])
})
