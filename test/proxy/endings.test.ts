import { expect, test } from 'vitest'
import { Cut, onReply, onRequest, type Reply } from '../../src/core/exchange.js'
import type { BoundFault } from '../../src/core/fault.js'
import { httpOrigin, rawOrigin } from '../support/origin.js'
import { head, rawClient, talkRaw } from '../support/raw-client.js'
import { faultOf } from '../support/rules.js'
import { eventually, withProxy } from '../support/with-proxy.js'

const CLOSE = 'Connection: close'

/** A fault that acts as this middleware. */
const acting = (inject: ReturnType<ReturnType<BoundFault['draw']>['inject']>): BoundFault => ({
  ...faultOf('test'),
  draw: () => ({ dose: {}, inject: () => inject }),
})

const cutAfter = (bytes: number, how: 'close' | 'reset') =>
  acting(
    onReply(async function* (body) {
      let left = bytes
      for await (const chunk of body) {
        yield chunk.subarray(0, left)
        left -= Math.min(left, chunk.length)
        if (left === 0) throw new Cut(how)
      }
    }),
  )

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

test.each(['fin', 'reset'] as const)(
  'an upload that the client breaks off by %s never ends well upstream',
  async how => {
    await using origin = await httpOrigin()
    await using proxy = await withProxy({ upstream: origin.url })
    await using client = await rawClient(proxy.port)
    await client.send(`${head('POST /', 'Transfer-Encoding: chunked')}3\r\nabc\r\n`)
    await eventually(
      () => origin.seen[0]?.received,
      received => received === 3,
    )
    if (how === 'fin') client.finish()
    else client.reset()
    await eventually(
      () => origin.seen[0]?.state,
      state => state === 'aborted',
    )
    const [closed] = await proxy.closed(1)
    expect(closed).toMatchObject({ end: 'clientLeft', status: null, received: 3 })
  },
)

test.each(['fin', 'reset'] as const)('a client that leaves by %s takes the upstream request with it', async how => {
  await using origin = await httpOrigin(() => {})
  await using proxy = await withProxy({ upstream: origin.url })
  await using client = await rawClient(proxy.port)
  await client.send(head('GET /'))
  await eventually(
    () => origin.open,
    open => open === 1,
  )
  await new Promise(resolve => setTimeout(resolve, 150))
  if (how === 'fin') client.socket.destroy()
  else client.reset()
  const left = performance.now()
  await eventually(
    () => origin.open,
    open => open === 0,
  )
  expect(performance.now() - left).toBeLessThan(250)
  const [closed] = await proxy.closed(1)
  expect(closed).toMatchObject({ end: 'clientLeft', status: null })
})

test('a client that leaves in the middle of a download is noticed', async () => {
  await using origin = await httpOrigin((_, response) => {
    response.write('first')
  })
  await using proxy = await withProxy({ upstream: origin.url })
  await using client = await rawClient(proxy.port)
  await client.send(head('GET /'))
  await client.until('first')
  client.reset()
  const [closed] = await proxy.closed(1)
  expect(closed).toMatchObject({ end: 'clientLeft', status: 200, sent: 5 })
  await eventually(
    () => origin.open,
    open => open === 0,
  )
})

test('while an exchange sleeps in a fault, the client that leaves wakes it', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject({
    ...faultOf('sleepy'),
    draw: () => ({
      dose: {},
      inject: tools => async (exchange, next) => {
        await tools.wait(60_000, exchange)
        return next(exchange)
      },
    }),
  })
  await using client = await rawClient(proxy.port)
  await client.send(head('GET /'))
  await eventually(
    () => proxy.facts('fault.injected'),
    all => all.length === 1,
  )
  await new Promise(resolve => setTimeout(resolve, 150))
  client.socket.destroy()
  await proxy.closed(1)
  expect(origin.seen).toHaveLength(0)
})

test.each([
  ['close', 'fin'],
  ['reset', 'reset'],
] as const)('cut by %s, exactly 1,000 bytes arrive before the %s', async (how, ending) => {
  await using origin = await httpOrigin((_, response) => response.end(Buffer.alloc(100_000, 'x')))
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(cutAfter(1_000, how))
  for (let time = 0; time < 20; time++) {
    const reply = await talkRaw(proxy.port, head('GET /'))
    expect(reply.ending).toBe(ending)
    expect(reply.text.split('\r\n\r\n')[1]).toHaveLength(1_000)
  }
  const closed = await proxy.closed(20)
  expect(closed[0]).toMatchObject({ end: 'cut', status: 200, sent: 1_000, injected: ['fault-1'] })
})

test.each([
  ['close', 'fin'],
  ['reset', 'reset'],
] as const)('cut by %s before the head, nothing arrives before the %s', async (how, ending) => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(acting(() => Promise.reject(new Cut(how))))
  const reply = await talkRaw(proxy.port, `${head('POST /', 'Content-Length: 4')}abcd`)
  expect(reply).toEqual({ text: '', ending })
  expect(origin.seen).toHaveLength(0)
})

test('a cut by close while the client uploads delivers what was written before', async () => {
  await using origin = await httpOrigin((_, response) => response.end('x'.repeat(500)))
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(cutAfter(100, 'close'))
  await using client = await rawClient(proxy.port)
  await client.send(head('POST /', 'Content-Length: 400000'))
  void client.send(Buffer.alloc(400_000)).catch(() => {})
  expect(await client.ended()).toBe('fin')
  expect(client.text.split('\r\n\r\n')[1]).toHaveLength(100)
})

test('a cut in the request body reaches the client, and the upload never ends well', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(
    acting(
      onRequest(async function* (body) {
        for await (const chunk of body) {
          yield chunk.subarray(0, 2)
          throw new Cut('reset')
        }
      }),
    ),
  )
  const { ending } = await talkRaw(proxy.port, `${head('POST /', 'Content-Length: 4')}abcd`)
  expect(ending).toBe('reset')
  await eventually(
    () => origin.seen[0]?.state ?? 'aborted',
    state => state === 'aborted',
  )
  expect((await proxy.closed(1))[0]).toMatchObject({ end: 'cut' })
})

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
  const expected = 'HTTP/1.1 503 Service Unavailable\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nno\r\n0\r\n\r\n'
  expect(await client.until('0\r\n\r\n')).toBe(expected)
  await client.send(head('GET /'))
  await proxy.closed(2)
})
