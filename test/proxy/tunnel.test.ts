import { once } from 'node:events'
import { expect, test } from 'vitest'
import { type ClientOptions, WebSocket, WebSocketServer } from 'ws'
import { httpOrigin, rawOrigin } from '../support/origin.js'
import { head, rawClient } from '../support/raw-client.js'
import { eventually, withProxy } from '../support/with-proxy.js'

const ASK = [
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
]
const AGREED = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nX-Odd: 1\r\n\r\n'

const echoServer = async () => {
  const origin = await httpOrigin()
  const server = new WebSocketServer({ server: origin.server, handleProtocols: () => 'v2', perMessageDeflate: true })
  server.on('connection', socket => {
    socket.on('message', (data, binary) => {
      if (String(data) === 'bye') socket.close(4001, 'as asked')
      else if (String(data) === 'drop') socket.terminate()
      else socket.send(data, { binary })
    })
  })
  return origin
}

const connect = async (url: string, protocols: string[] = [], options: ClientOptions = {}) => {
  const socket = new WebSocket(url.replace('http', 'ws'), protocols, options)
  await once(socket, 'open')
  return socket
}

test('messages pass both ways, with the subprotocol and extensions the upstream chose', async () => {
  await using origin = await echoServer()
  await using proxy = await withProxy({ upstream: origin.url })
  const socket = await connect(`${proxy.url}/chat`, ['v1', 'v2'])
  expect(socket.protocol).toBe('v2')
  expect(socket.extensions).toContain('permessage-deflate')
  const big = 'x'.repeat(1_000_000)
  for (const text of ['hello', big]) {
    socket.send(text)
    const [data] = await once(socket, 'message')
    expect(String(data) === text).toBe(true)
  }
  socket.close(1000)
  await once(socket, 'close')
  const [closed] = await proxy.closed(1)
  expect(closed).toMatchObject({ end: 'complete', status: 101, injected: [], matched: [] })
  expect(proxy.facts('exchange.opened')).toMatchObject([{ protocol: 'websocket', target: '/chat' }])
})

test('the close code and reason of the upstream arrive', async () => {
  await using origin = await echoServer()
  await using proxy = await withProxy({ upstream: origin.url })
  const socket = await connect(proxy.url)
  socket.send('bye')
  const [code, reason] = await once(socket, 'close')
  expect([code, String(reason)]).toEqual([4001, 'as asked'])
})

test('an upstream that breaks off is seen as a broken connection', async () => {
  await using origin = await echoServer()
  await using proxy = await withProxy({ upstream: origin.url })
  const socket = await connect(proxy.url)
  socket.on('error', () => {})
  socket.send('drop')
  const [code] = await once(socket, 'close')
  expect(code).toBe(1006)
})

test('a client that breaks off takes the upstream connection with it', async () => {
  await using origin = await echoServer()
  await using proxy = await withProxy({ upstream: origin.url })
  const socket = await connect(proxy.url)
  expect(origin.open).toBe(1)
  socket.terminate()
  await eventually(
    () => origin.open,
    open => open === 0,
  )
})

test('an upstream that refuses the handshake is passed on as it refuses', async () => {
  await using origin = await rawOrigin(async peer => {
    await peer.until('\r\n\r\n')
    await peer.send('HTTP/1.1 403 Not You\r\nX-Why: no\r\nContent-Length: 2\r\n\r\nno')
  })
  await using proxy = await withProxy({ upstream: origin.url })
  await using client = await rawClient(proxy.port)
  await client.send(head('GET /', ...ASK))
  expect(await client.until(/no$/)).toMatch(/^HTTP\/1\.1 403 Not You\r\nX-Why: no\r\n/)
  expect((await proxy.closed(1))[0]).toMatchObject({ end: 'complete', status: 403, sent: 2 })
})

test('an upstream that is down gives a marked 502', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  await origin.stop()
  await using client = await rawClient(proxy.port)
  await client.send(head('GET /', ...ASK))
  expect(await client.until('\r\n\r\n')).toMatch(/^HTTP\/1\.1 502 .*x-fallacy-error: /s)
  expect((await proxy.closed(1))[0]).toMatchObject({ end: 'upstreamFailed' })
})

test('bytes sent with the head on either side, and a half-close, pass', async () => {
  await using origin = await rawOrigin(async peer => {
    await peer.until('\r\n\r\n')
    await peer.send(`${AGREED}first`)
    await peer.until(/early$/)
    await peer.ended()
    await peer.send('after the half-close')
    peer.finish()
  })
  await using proxy = await withProxy({ upstream: origin.url })
  await using client = await rawClient(proxy.port)
  await client.send(`${head('GET /', ...ASK)}early`)
  client.finish()
  await client.ended()
  expect(client.text).toBe(`${AGREED}firstafter the half-close`)
  const closed = await proxy.closed(1)
  expect(closed[0]).toMatchObject({ end: 'complete', received: 5, sent: 'firstafter the half-close'.length })
})

test('a client that does not read holds the upstream back', async () => {
  let written = 0
  await using origin = await rawOrigin(async peer => {
    await peer.until('\r\n\r\n')
    await peer.send(AGREED)
    for (let time = 0; time < 100; time++) {
      await peer.send(Buffer.alloc(1024 ** 2))
      written++
    }
  })
  await using proxy = await withProxy({ upstream: origin.url })
  await using client = await rawClient(proxy.port)
  await client.send(head('GET /', ...ASK))
  await client.until('\r\n\r\n')
  client.pause()
  let before = -1
  while (before !== written) {
    before = written
    await new Promise(resolve => setTimeout(resolve, 200))
  }
  expect(written).toBeLessThan(24)
})
