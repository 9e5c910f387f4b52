import { once } from 'node:events'
import { expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { need } from '../support/need.js'
import { httpOrigin } from '../support/origin.js'
import { redisCli, redisServer } from '../support/redis.js'
import { faultNamed, withProxy } from '../support/with-proxy.js'

test('a Redis behind a proxy of TCP meets latency, bandwidth and reset, and is well without them', async context => {
  need(context, 'redis-server', 'redis-cli')
  await using redis = await redisServer()
  await using proxy = await withProxy({ upstream: redis.url })
  expect((await redisCli(proxy.port, 'SET', 'big', 'x'.repeat(20_000))).said).toBe('OK')

  const quick = proxy.inject(faultNamed('latency', { add: '150ms', at: 'response' }))
  const pong = await redisCli(proxy.port, 'PING')
  expect(pong.said).toBe('PONG')
  expect(pong.ms).toBeGreaterThanOrEqual(150)
  quick()

  const wide = proxy.inject(faultNamed('bandwidth', { rate: '80kB/s', direction: 'down' }))
  const big = await redisCli(proxy.port, 'GET', 'big')
  expect(big.said).toBe('x'.repeat(20_000))
  expect(big.ms).toBeGreaterThan(220)
  wide()

  const whole = proxy.inject(faultNamed('reset', { at: '10B' }))
  expect((await redisCli(proxy.port, 'GET', 'big')).said).toMatch(/reset by peer|closed the connection/i)
  whole()

  expect((await redisCli(proxy.port, 'GET', 'big')).said).toBe('x'.repeat(20_000))
})

test('a chat of WebSockets behind a proxy of TCP meets latency, bandwidth and reset', async () => {
  await using origin = await httpOrigin()
  const room = new WebSocketServer({ server: origin.server })
  room.on('connection', one => {
    one.on('error', () => {})
    one.on('message', said => {
      for (const other of room.clients) other.send(String(said))
    })
  })
  await using proxy = await withProxy({ upstream: new URL(`tcp://127.0.0.1:${origin.port}`) })
  const enter = async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${proxy.port}`)
    socket.on('error', () => {})
    await once(socket, 'open')
    return socket
  }
  const reader = await enter()
  const heard = async () => String((await once(reader, 'message'))[0])

  const quick = proxy.inject(faultNamed('latency', { add: '100ms', at: 'eachChunk', direction: 'up' }))
  const slow = await enter()
  let start = performance.now()
  slow.send('late')
  expect(await heard()).toBe('late')
  expect(performance.now() - start).toBeGreaterThanOrEqual(95)
  quick()

  const wide = proxy.inject(faultNamed('bandwidth', { rate: '50kB/s', direction: 'up' }))
  const thin = await enter()
  start = performance.now()
  thin.send('x'.repeat(10_000))
  expect(await heard()).toHaveLength(10_000)
  expect(performance.now() - start).toBeGreaterThan(150)
  wide()

  // Whoever hears more than that is cut, also those who were there before; whoever hears less stays.
  for (const socket of [slow, thin]) socket.terminate()
  proxy.inject(faultNamed('reset', { at: '200B' }))
  const cut = await enter()
  const ends = Promise.all([cut, reader].map(socket => once(socket, 'close')))
  cut.send('x'.repeat(1_000))
  expect((await ends).map(([code]) => code)).toEqual([1006, 1006])
  const silent = await enter()
  expect(silent.readyState).toBe(WebSocket.OPEN)
  silent.terminate()
})
