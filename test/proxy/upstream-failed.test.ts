// Over 150 lines: every way in which an upstream, or a fault in its place, fails.
import { expect, test } from 'vitest'
import type { Reply } from '../../src/core/exchange.js'
import { acting } from '../support/acting.js'
import { httpOrigin, rawOrigin } from '../support/origin.js'
import { head, rawClient, talkRaw } from '../support/raw-client.js'
import { faultOf } from '../support/rules.js'
import { faultNamed, withProxy } from '../support/with-proxy.js'

const CLOSE = 'Connection: close'

const FRAMES = [
  ['a length', 'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nabc'],
  ['chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n'],
] as const

test.each(FRAMES)('a reply with %s that breaks off upstream never ends well', async (_, bytes) => {
  await using origin = await rawOrigin(async peer => {
    await peer.until('\r\n\r\n')
    await peer.send(bytes)
    peer.finish()
  })
  await using proxy = await withProxy({ upstream: origin.url })
  const { text } = await talkRaw(proxy.port, head('GET /'))
  expect(text).toMatch(/abc(\r\n)?$/)
  const [closed] = await proxy.closed(1)
  expect(closed).toMatchObject({ end: 'upstreamFailed', status: 200, sent: 3 })
})

test('a reply without framing that is reset upstream is reset for the client', async () => {
  await using origin = await rawOrigin(async peer => {
    await peer.until('\r\n\r\n')
    await peer.send('HTTP/1.1 200 OK\r\n\r\nabc')
    await peer.until('nothing', 100).catch(() => {})
    peer.reset()
  })
  await using proxy = await withProxy({ upstream: origin.url })
  const { ending } = await talkRaw(proxy.port, head('GET /'))
  expect(ending).toBe('reset')
})

test.each(['reset', 'fin'] as const)(
  'a %s that comes with the last bytes of a reply without framing is one for the client',
  async how => {
    await using origin = await rawOrigin(async peer => {
      await peer.until('\r\n\r\n')
      await peer.send('HTTP/1.1 200 OK\r\n\r\nabc')
      if (how === 'reset') peer.reset()
      else peer.finish()
      // The proxy, in this process, finds both when it looks.
      for (const until = performance.now() + 5; performance.now() < until; );
    })
    await using proxy = await withProxy({ upstream: origin.url })
    expect(await talkRaw(proxy.port, head('GET /'))).toMatchObject({ text: expect.stringMatching(/abc$/), ending: how })
  },
)

test('an upstream that refuses connections gives a marked 502 within 300 ms', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  await origin.stop()
  const start = performance.now()
  const { text } = await talkRaw(proxy.port, head('GET /', CLOSE))
  expect(performance.now() - start).toBeLessThan(300)
  expect(text).toMatch(/^HTTP\/1\.1 502 Bad Gateway\r\n/)
  expect(text).toMatch(/\r\nx-fallacy-error: .*ECONNREFUSED/)
  expect((await proxy.closed(1))[0]).toMatchObject({ end: 'upstreamFailed', status: 502 })
  await origin.restart()
  expect((await talkRaw(proxy.port, head('GET /', CLOSE))).text).toMatch(/^HTTP\/1\.1 200 /)
})

test('a fault that fails of itself is a marked 502, and the proxy lives on', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  const lift = proxy.inject(acting(() => Promise.reject(new Error('broken\r\nplug-in'))))
  const { text } = await talkRaw(proxy.port, head('GET /', CLOSE))
  expect(text).toMatch(/^HTTP\/1\.1 502 Bad Gateway\r\n/)
  expect(text).toContain('x-fallacy-error: broken??plug-in\r\n')
  lift()
  expect((await talkRaw(proxy.port, head('GET /', CLOSE))).text).toMatch(/^HTTP\/1\.1 200 /)
})

test('a fault whose draw throws is a marked 502 too', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject({
    ...faultOf('broken'),
    draw: () => {
      throw new Error('no dice')
    },
  })
  const { text } = await talkRaw(proxy.port, head('GET /', CLOSE))
  expect(text).toContain('x-fallacy-error: no dice\r\n')
})

const WEIRD = [
  'HTTP/1.1 099 Low\r\nContent-Length: 0\r\n\r\n',
  'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n',
  'HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n',
  'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
  'HTTP/1.1 200 OK\r\nBad Name: x\r\n\r\n',
  'HTTP/1.1 200 O\0K\r\nContent-Length: 0\r\n\r\n',
  'garbage\r\n\r\n',
  '',
] as const

test.each(WEIRD)('%j from the upstream is a marked 502, and the proxy lives on', async bytes => {
  await using origin = await rawOrigin(async peer => {
    await peer.until('\r\n\r\n')
    await peer.send(bytes)
    peer.finish()
  })
  await using proxy = await withProxy({ upstream: origin.url })
  const { text } = await talkRaw(proxy.port, head('GET /', CLOSE))
  expect(text).toMatch(/^HTTP\/1\.1 502 Bad Gateway\r\n/)
  expect(text).toContain('x-fallacy-error: ')
})

test('a Trailer field on a reply with a length does no harm', async () => {
  await using origin = await rawOrigin(async peer => {
    await peer.until('\r\n\r\n')
    await peer.send('HTTP/1.1 200 OK\r\nTrailer: X-Sum\r\nContent-Length: 2\r\n\r\nhi')
  })
  await using proxy = await withProxy({ upstream: origin.url })
  expect((await talkRaw(proxy.port, head('GET /', CLOSE))).text).toMatch(/^HTTP\/1\.1 200 OK\r\n.*hi$/s)
})

test.each([999, 1_001])('a fault that gives %i bytes for a length of 1,000 breaks the transfer', async bytes => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  const reply = (): Reply => ({
    ...{ status: 200, headers: [['Content-Length', '1000']] },
    body: (async function* () {
      yield Buffer.alloc(bytes)
    })(),
  })
  proxy.inject(acting(async () => reply()))
  const { text } = await talkRaw(proxy.port, head('GET /'))
  expect(text.split('\r\n\r\n')[1]?.length).toBeLessThan(1_000)
  expect((await proxy.closed(1))[0]).toMatchObject({ end: 'upstreamFailed' })
})

test('an answer of a fault without framing is chunked, and the connection goes on', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  const body = async function* () {
    yield Buffer.from('no')
  }
  proxy.inject(acting(async () => ({ status: 503, headers: [], body: body() })))
  await using client = await rawClient(proxy.port)
  await client.send(head('GET /'))
  const expected =
    'HTTP/1.1 503 Service Unavailable\r\nx-fallacy-injected: fault-1; exchange=1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nno\r\n0\r\n\r\n'
  expect(await client.until('0\r\n\r\n')).toBe(expected)
  await client.send(head('GET /'))
  await proxy.closed(2)
})

test.each(['reset', 'fin'] as const)(
  'an upstream that breaks off by %s breaks off in the same way for a faulted client',
  async how => {
    await using origin = await rawOrigin(async peer => {
      await peer.until('\r\n\r\n')
      await peer.send(`HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n${'x'.repeat(100)}`)
      await new Promise(resolve => setTimeout(resolve, 40))
      if (how === 'reset') peer.reset()
      else peer.finish()
    })
    await using proxy = await withProxy({ upstream: origin.url })
    proxy.inject(faultNamed('latency', { add: '1ms' }))
    const { text, ending } = await talkRaw(proxy.port, head('GET /'))
    expect(text).toMatch(/x{100}$/)
    expect(ending).toBe(how)
  },
)
