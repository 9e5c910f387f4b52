import { once } from 'node:events'
import { expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { httpOrigin, rawOrigin } from '../../support/origin.js'
import { rawClient } from '../../support/raw-client.js'
import { faultNamed, withProxy } from '../../support/with-proxy.js'

const echo = () => rawOrigin(({ socket }) => void socket.pipe(socket))
const tcp = (port: number) => ({ upstream: new URL(`tcp://127.0.0.1:${port}`) })

/** Clients keep connections for long: those of a pool were made before any fault. */
test.each([
  ['reset', { at: 'request' }, 'reset', ''],
  ['close', { at: '4B' }, 'fin', 'more'],
  ['blackhole', { for: '60ms' }, 'fin', ''],
] as const)('%s %j hits a connection that is under way, from there on', async (name, options, ending, rest) => {
  await using origin = await echo()
  await using proxy = await withProxy(tcp(origin.port))
  await using client = await rawClient(proxy.port)
  await client.send('ping')
  await client.until('ping')
  client.take()
  proxy.inject(faultNamed(name, options))
  await client.send('more than that').catch(() => {})
  expect(await client.ended()).toBe(ending)
  expect(client.text).toBe(rest)
  expect(proxy.facts('fault.injected')).toMatchObject([{ x: 1, fault: 'fault-1' }])
  expect(await proxy.closed(1)).toMatchObject([
    { end: 'cut', sent: 4 + rest.length, injected: ['fault-1'], matched: ['fault-1'] },
  ])
})

test('a fault that slows comes and goes while bytes flow, and none is lost', async () => {
  await using origin = await echo()
  await using proxy = await withProxy(tcp(origin.port))
  await using client = await rawClient(proxy.port)
  let sent = ''
  const send = async (text: string) => {
    sent += text
    await client.send(text)
  }
  await send('a'.repeat(100_000))
  const lift = proxy.inject(faultNamed('bandwidth', { rate: '500kB/s', direction: 'down' }))
  await send('b'.repeat(100_000))
  await client.until(120_000)
  lift()
  await send('c'.repeat(100_000))
  client.finish()
  expect(await client.ended()).toBe('fin')
  expect(client.text === sent).toBe(true)
  expect(await proxy.closed(1)).toMatchObject([{ end: 'complete', received: 300_000, sent: 300_000 }])
})

test('who is not hit stays as it was, and so does one that has ended its half', async () => {
  await using origin = await rawOrigin(async peer => {
    await peer.until('ping')
    await peer.send('pong')
    await peer.until('more')
    await peer.send('and more')
    peer.finish()
  })
  await using proxy = await withProxy(tcp(origin.port))
  await using client = await rawClient(proxy.port)
  await client.send('ping')
  await client.until('pong')
  proxy.inject(faultNamed('reset', { at: 'request' }), { envelope: { percent: 0 } })
  await client.send('more')
  client.finish()
  await client.ended()
  expect(client.text).toBe('pongand more')
  expect(await proxy.closed(1)).toMatchObject([{ end: 'complete', injected: [], matched: ['fault-1'] }])
})

test('a WebSocket that is open is hit as well', async () => {
  await using origin = await httpOrigin()
  new WebSocketServer({ server: origin.server }).on('connection', peer => {
    peer.on('error', () => {})
    peer.on('message', said => peer.send(String(said)))
  })
  await using proxy = await withProxy({ upstream: origin.url })
  const socket = new WebSocket(proxy.url.replace('http', 'ws'), { perMessageDeflate: false })
  socket.on('error', () => {})
  await once(socket, 'open')
  proxy.inject(faultNamed('latency', { add: '60ms', at: 'eachChunk' }))
  const start = performance.now()
  socket.send('late')
  expect(String((await once(socket, 'message'))[0])).toBe('late')
  expect(performance.now() - start).toBeGreaterThanOrEqual(55)
  socket.close(1000)
  await once(socket, 'close')
  expect(await proxy.closed(1)).toMatchObject([{ end: 'complete', status: 101, injected: ['fault-1'] }])
})

test('a connection that a fault has hit takes on those that come later, as often as they come', async () => {
  await using origin = await echo()
  await using proxy = await withProxy(tcp(origin.port))
  proxy.inject(faultNamed('stall', { at: '1MiB' }))
  await using client = await rawClient(proxy.port)
  const says = async (text: string) => {
    const start = performance.now()
    await client.send(text)
    await client.until(text)
    return performance.now() - start
  }
  await says('first')
  for (const text of ['second', 'third']) {
    const lift = proxy.inject(faultNamed('latency', { add: '60ms', at: 'eachChunk' }))
    expect(await says(text)).toBeGreaterThanOrEqual(55)
    lift()
    await says(`${text} again`)
  }
  proxy.inject(faultNamed('close', { at: '4B' }))
  await client.send('and no more')
  expect(await client.ended()).toBe('fin')
  expect(client.text).toBe('firstsecondsecond againthirdthird againand ')
  expect(await proxy.closed(1)).toMatchObject([
    { end: 'cut', injected: ['fault-1', 'fault-2', 'fault-3', 'fault-4'], received: 50 },
  ])
})

test('a WebSocket that a fault has hit is reset by one that comes later, though nobody says anything', async () => {
  await using origin = await httpOrigin()
  new WebSocketServer({ server: origin.server }).on('connection', peer => peer.on('error', () => {}))
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed('latency', { add: '1ms' }))
  const socket = new WebSocket(proxy.url.replace('http', 'ws'))
  socket.on('error', () => {})
  const gone = once(socket, 'close')
  await once(socket, 'open')
  proxy.inject(faultNamed('respond', { status: 503 }))
  proxy.inject(faultNamed('reset', { at: 'request' }))
  expect((await gone)[0]).toBe(1006)
  expect(await proxy.closed(1)).toMatchObject([{ end: 'cut', status: 101, injected: ['fault-1', 'fault-3'] }])
})
