// Over 150 lines: what holds on bare sockets, held to once more under TLS.
import { once } from 'node:events'
import http2 from 'node:http2'
import type net from 'node:net'
import type tls from 'node:tls'
import { expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { h2Client } from '../../support/h2.js'
import { manualClock } from '../../support/manual-clock.js'
import { httpOrigin, rawOrigin } from '../../support/origin.js'
import { rawPeer } from '../../support/raw-peer.js'
import { secured, talk, tunnelTo } from '../../support/tunnel.js'
import { type TestForward, withForward } from '../../support/with-forward.js'
import { eventually, faultNamed } from '../../support/with-proxy.js'

const GET = 'GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n'

const secureTo = async (proxy: TestForward, options: tls.ConnectionOptions = {}): Promise<tls.TLSSocket> =>
  secured(await tunnelTo(proxy.port, 'a.test:443'), {
    ...{ servername: 'a.test', ca: proxy.authority.certificate },
    ...options,
  })

test.each([
  [undefined, false],
  [['http/1.1'], 'http/1.1'],
  [['h2'], 'h2'],
  [['h2', 'http/1.1'], 'h2'],
] as const)('a client that offers %j gets %s, and its answer in that', async (offered, chosen) => {
  await using origin = await httpOrigin()
  await using proxy = await withForward({ map: new Map([['a.test', origin.url]]) })
  const secure = await secureTo(proxy, offered && { ALPNProtocols: [...offered] })
  expect(secure.alpnProtocol).toBe(chosen)
  if (chosen !== 'h2') expect((await talk(secure, GET)).text).toContain('200 OK')
  else {
    await using client = h2Client('https://a.test', { createConnection: () => secure })
    expect(await client.ask()).toMatchObject({ status: 200, text: 'ok' })
  }
})

test('a ClientHello of more than a packet, as post-quantum ones are, is understood', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withForward({ map: new Map([['a.test', origin.url]]) })
  const ALPNProtocols = ['http/1.1', ...Array.from({ length: 40 }, (_, at) => `x-${String(at).padStart(60, '0')}`)]
  const secure = await secureTo(proxy, { ALPNProtocols })
  expect((await talk(secure, GET)).text).toContain('200 OK')
})

test.each(['h2c', 'foo'])('an upgrade to %s is served as a request without it, its body too', async name => {
  await using origin = await httpOrigin()
  await using proxy = await withForward({ map: new Map([['a.test', origin.url]]) })
  const fields = `Host: a.test\r\nUpgrade: ${name}\r\nConnection: Upgrade, close\r\nContent-Length: 4`
  const { text } = await talk(await secureTo(proxy), `POST / HTTP/1.1\r\n${fields}\r\n\r\nbody`)
  expect(text).toContain('200 OK')
  expect(origin.seen).toMatchObject([{ method: 'POST', state: 'complete', received: 4 }])
})

test('half a head within TLS is refused after a minute, though its server never listens', async () => {
  const clock = manualClock()
  await using proxy = await withForward({}, clock)
  const secure = await secureTo(proxy)
  const answer = talk(secure, 'GET / HTTP/1.1\r\nHost: a')
  await new Promise(resolve => setTimeout(resolve, 50))
  await clock.advance(65_000)
  expect((await answer).text).toMatch(/^HTTP\/1\.1 408 /)
})

test.each(['end', 'resetAndDestroy'] as const)(
  'a client that leaves a transfer within TLS, by %s of its connection, takes the upstream with it',
  async leave => {
    await using origin = await httpOrigin((_, response) => void response.write('begun'))
    await using proxy = await withForward({ map: new Map([['a.test', origin.url]]) })
    const socket = await tunnelTo(proxy.port, 'a.test:443')
    const secure = await secured(socket, { servername: 'a.test', ca: proxy.authority.certificate })
    secure.on('error', () => {}).write(GET)
    await once(secure, 'data')
    if (leave === 'end') secure.destroy()
    else socket.resetAndDestroy()
    await eventually(
      () => origin.open,
      open => open === 0,
    )
  },
)

test('a client within TLS that does not read holds the upstream back', async () => {
  let written = 0
  await using origin = await rawOrigin(async peer => {
    await peer.until('\r\n\r\n')
    await peer.send('HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\n')
    for (; written < 100; written++) await peer.send(Buffer.alloc(1024 ** 2))
  })
  await using proxy = await withForward({ map: new Map([['a.test', origin.url]]) })
  const secure = await secureTo(proxy)
  secure.on('error', () => {}).write(GET)
  await once(secure, 'readable')
  let before = -1
  while (before !== written) {
    before = written
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  expect(written).toBeLessThan(20)
  secure.destroy()
})

test('a WebSocket within TLS has the subprotocol and the close code of its upstream, and meets a reset as one', async () => {
  await using origin = await httpOrigin()
  const server = new WebSocketServer({ server: origin.server, handleProtocols: () => 'v2' })
  server.on('connection', socket => socket.on('message', data => socket.close(4001, String(data))))
  await using proxy = await withForward({ map: new Map([['a.test', origin.url]]) })
  const opened = async () => {
    const secure = await secureTo(proxy)
    const socket = new WebSocket('wss://a.test/', ['v1', 'v2'], { createConnection: () => secure })
    socket.on('error', () => {})
    await once(socket, 'open')
    return { socket, raw: secure }
  }
  const { socket } = await opened()
  expect(socket.protocol).toBe('v2')
  socket.send('as asked')
  const [code, reason] = await once(socket, 'close')
  expect([code, String(reason)]).toEqual([4001, 'as asked'])
  proxy.inject(faultNamed('reset', { at: '1B' }))
  const again = await opened()
  const ended = once(again.raw, 'error').then(([error]) => error.code)
  again.socket.send('x')
  expect(await ended).toBe('ECONNRESET')
})

test('closing ends sessions of HTTP/2 and WebSockets, too, and leaves no socket', async () => {
  await using origin = await httpOrigin((_, response) => void response.write('begun'))
  const server = new WebSocketServer({ noServer: true })
  origin.server.on('upgrade', (request, socket, head) => server.handleUpgrade(request, socket, head, () => {}))
  const proxy = await withForward({ map: new Map([['a.test', origin.url]]) })
  const sockets: net.Socket[] = []
  const take = async (options: tls.ConnectionOptions) => {
    const socket = Object.assign(await tunnelTo(proxy.port, 'a.test:443'), { allowHalfOpen: false })
    const trust = { servername: 'a.test', ca: proxy.authority.certificate }
    const secure = await secured(socket, { ...trust, ...options })
    sockets.push(
      socket.on('error', () => {}),
      secure.on('error', () => {}),
    )
    return secure
  }
  const idle = await take({ ALPNProtocols: ['h2'] })
  await using session = h2Client('https://a.test', { createConnection: () => idle })
  const busy = await take({ ALPNProtocols: ['h2'] })
  await using stream = h2Client('https://a.test', { createConnection: () => busy })
  const reply = stream.ask()
  const chatting = await take({})
  const socket = new WebSocket('wss://a.test/', { createConnection: () => chatting })
  await once(
    socket.on('error', () => {}),
    'open',
  )
  await eventually(
    () => origin.open,
    open => open === 2,
  )
  const gone = sockets.map(one => one.destroyed || once(one, 'close'))
  await proxy[Symbol.asyncDispose]()
  await Promise.all(gone)
  expect(await reply).toMatchObject({ text: 'begun', code: http2.constants.NGHTTP2_CANCEL })
  expect(session.session.destroyed).toBe(true)
  await eventually(
    () => origin.open,
    open => open === 0,
  )
})

test('what a peer of HTTP/2 does as it leaves ends no more than its own connection', async () => {
  await using origin = await httpOrigin((_, response) => void setTimeout(() => response.end('late'), 30))
  await using proxy = await withForward({ map: new Map([['a.test', origin.url]]) })
  const h2 = { ALPNProtocols: ['h2'] }
  const left = await secureTo(proxy, h2)
  await using client = h2Client('https://a.test', { createConnection: () => left })
  const replies = [client.ask(), client.ask()]
  await eventually(
    () => origin.seen.length,
    seen => seen === 2,
  )
  left.destroy()
  await Promise.all(replies)
  await using strange = rawPeer(await secureTo(proxy, h2))
  strange.resume()
  await strange.send(Buffer.concat([Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), Buffer.alloc(64, 0xff)]))
  await strange.ended()
  await using last = rawPeer(await secureTo(proxy))
  last.resume()
  await last.send(GET)
  expect(await last.until('late')).toContain('200 OK')
})
