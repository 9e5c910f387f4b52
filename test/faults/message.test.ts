// Over 150 lines: one fault, on every kind of message and with messages as its unit.
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import type { Json } from '../../src/core/json.js'
import { httpOrigin } from '../support/origin.js'
import { head, rawClient } from '../support/raw-client.js'
import { refusals } from '../support/refused.js'
import { eventually, faultNamed, type TestProxy, withProxy } from '../support/with-proxy.js'

/** A client whose upstream counts to five when it is greeted, and what both of them heard. */
const conversation = async (proxy: TestProxy, origin: Awaited<ReturnType<typeof httpOrigin>>) => {
  const server = new WebSocketServer({ server: origin.server, perMessageDeflate: true })
  const told: string[] = []
  server.on('connection', peer => {
    peer.on('error', () => {})
    peer.on('message', data => {
      told.push(String(data))
      if (String(data) === 'go') for (const n of [1, 2, 3, 4, 5]) peer.send(`message ${n}`)
    })
  })
  const socket = new WebSocket(proxy.url.replace('http', 'ws'))
  const heard: string[] = []
  socket.on('message', data => heard.push(String(data)))
  socket.on('error', () => {})
  await once(socket, 'open')
  return { socket, heard, told }
}

const all = (...numbers: readonly number[]) => numbers.map(n => `message ${n}`)

test.each<[Json, readonly string[]]>([
  [{ action: 'drop', nth: 2 }, all(1, 3, 4, 5)],
  [{ action: 'duplicate', nth: 5 }, all(1, 2, 3, 4, 5, 5)],
  [{ action: 'reorder', nth: 1 }, all(2, 1, 3, 4, 5)],
  [{ action: 'reorder' }, all(2, 1, 4, 3, 5)],
  [{ action: 'delay', nth: 1, for: '5ms' }, all(1, 2, 3, 4, 5)],
])('message %j, as a ws client hears it', async (options, expected) => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  const lift = proxy.inject(faultNamed('message', options))
  const { socket, heard } = await conversation(proxy, origin)
  socket.send('go')
  await eventually(
    () => heard.length,
    count => count >= expected.length - 1,
  )
  lift()
  await eventually(
    () => heard.length,
    count => count === expected.length,
  )
  expect(heard).toEqual(expected)
  socket.terminate()
})

test('message corrupt changes one bit of what is said, and nothing else', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed('message', { action: 'corrupt', nth: 2 }))
  const { socket, heard } = await conversation(proxy, origin)
  socket.send('go')
  await eventually(
    () => heard.length,
    count => count === 5,
  )
  const differs = [...(heard[1] ?? '')].filter((letter, n) => letter !== 'message 2'[n])
  expect(differs).toHaveLength(1)
  expect(heard.filter((_, n) => n !== 1)).toEqual(all(1, 3, 4, 5))
  socket.terminate()
})

test('message close ends a WebSocket with its code, in place of the message', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed('message', { action: 'close', nth: 3, code: 4_002 }))
  const { socket, heard } = await conversation(proxy, origin)
  socket.send('go')
  const [code] = await once(socket, 'close')
  expect(code).toBe(4_002)
  expect(heard).toEqual(all(1, 2))
  expect(await proxy.closed(1)).toMatchObject([{ end: 'cut', status: 101 }])
})

test('message direction: up is what the upstream does not hear', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed('message', { action: 'drop', nth: 1, direction: 'up' }))
  const { socket, told, heard } = await conversation(proxy, origin)
  socket.send('lost')
  socket.send('go')
  await eventually(
    () => heard.length,
    count => count === 5,
  )
  expect(told).toEqual(['go'])
  socket.terminate()
})

test.each<[Json, string]>([
  [{ action: 'drop', nth: 2 }, 'data: 1\n\ndata: 3\n\n'],
  [{ action: 'duplicate', nth: 1 }, 'data: 1\n\ndata: 1\n\ndata: 2\n\ndata: 3\n\n'],
  [{ action: 'reorder', nth: 2 }, 'data: 1\n\ndata: 3\n\ndata: 2\n\n'],
])('message %j on a stream of events', async (options, expected) => {
  await using origin = await httpOrigin((_, response) => {
    response.setHeader('Content-Type', 'text/event-stream')
    response.end('data: 1\n\ndata: 2\n\ndata: 3\n\n')
  })
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed('message', options))
  expect(await (await fetch(proxy.url)).text()).toBe(expected)
})

test('message close breaks a stream of events off', async () => {
  await using origin = await httpOrigin((_, response) => {
    response.setHeader('Content-Type', 'text/event-stream')
    response.write('data: 1\n\ndata: 2\n\n')
  })
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed('message', { action: 'close', nth: 2 }))
  await using client = await rawClient(proxy.port)
  await client.send(head('GET /'))
  expect(await client.ended()).toBe('fin')
  expect(client.text).toMatch(/data: 1\n\n\r\n$/)
})

test('message is a miss where there are none', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed('message', { action: 'drop' }))
  expect(await (await fetch(proxy.url)).text()).toBe('ok')
  expect(proxy.facts('fault.missed').map(({ why }) => why)).toEqual(['the reply is no stream of events or of messages'])
})

test('options that do not belong together are refused', () => {
  expect(refusals('message', { action: 'delay' })).toEqual(['expected a time, as for: 2s, found none'])
  expect(refusals('message', { action: 'drop', for: '2s' })).toEqual(['expected for only to delay'])
  expect(refusals('message', { action: 'drop', code: 1_000 })).toEqual(['expected code and grpcStatus only to close'])
  expect(refusals('message', { action: 'close', direction: 'up' })).toEqual([
    'expected direction: down to close, found up',
  ])
})

test.each<[Json, object, readonly string[], number]>([
  [{ action: 'drop' }, { every: 2 }, all(1, 3, 5), 2],
  [{ action: 'drop' }, { first: 1, after: 2 }, all(1, 2, 4, 5), 1],
  [{ action: 'duplicate' }, { limit: 2 }, all(1, 1, 2, 2, 3, 4, 5), 2],
])('message %j with per: message and %j: each message is a unit', async (options, envelope, expected, hits) => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed('message', options), { envelope: { per: 'message', ...envelope } })
  const { socket, heard } = await conversation(proxy, origin)
  socket.send('go')
  await eventually(
    () => heard.length,
    count => count === expected.length,
  )
  expect(heard).toEqual(expected)
  expect(proxy.facts('fault.injected')).toHaveLength(hits)
  socket.close()
  expect((await proxy.closed(1))[0]).toMatchObject({ injected: ['fault-1'], matched: ['fault-1'] })
  expect(proxy.facts('fault.missed')).toEqual([])
})

test('with per: message each one is drawn anew, and what is journalled of it is what is done to it', async () => {
  const drawn = async () => {
    await using origin = await httpOrigin()
    await using proxy = await withProxy({ upstream: origin.url, seed: 5 })
    const late = faultNamed('latency', { add: '9ms', jitter: '100%', at: 'eachMessage' })
    const broken = faultNamed('message', { action: 'corrupt' })
    for (const fault of [late, broken]) proxy.inject(fault, { envelope: { per: 'message' } })
    const { socket, heard } = await conversation(proxy, origin)
    socket.send('go')
    await eventually(
      () => heard.length,
      count => count === 5,
    )
    socket.close()
    await proxy.closed(1)
    const of = (fault: string) => proxy.facts('fault.injected').filter(fact => fact.fault === fault)
    const doses = of('fault-1').map(({ dose }) => (dose as { readonly ms: number }).ms)
    return { doses, heard, seeds: of('fault-2').map(({ dose }) => dose), acted: proxy.facts('fault.acted') }
  }
  const first = await drawn()
  expect(new Set(first.doses).size).toBe(5)
  expect(new Set(first.seeds).size).toBe(5)
  expect(first.acted.find(({ fault }) => fault === 'fault-1')?.actual).toMatchObject({
    mostMs: Math.max(...first.doses),
  })
  const again = await drawn()
  expect([again.doses, again.seeds, again.heard]).toEqual([first.doses, first.seeds, first.heard])
})

test('latency with per: message holds up those that it hits, and what is behind them', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  const envelope = { per: 'message', first: 1, after: 2 } as const
  proxy.inject(faultNamed('latency', { add: '80ms', at: 'eachMessage' }), { envelope })
  const { socket, heard } = await conversation(proxy, origin)
  const at: number[] = []
  socket.on('message', () => at.push(performance.now()))
  socket.send('go')
  await eventually(
    () => heard.length,
    count => count === 5,
  )
  expect((at[2] ?? 0) - (at[1] ?? 0)).toBeGreaterThan(60)
  expect(proxy.facts('fault.injected')).toHaveLength(1)
  socket.close()
})
