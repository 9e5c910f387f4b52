import { describe, expect, test } from 'vitest'
import { httpOrigin, rawOrigin } from '../support/origin.js'
import { head, rawClient, talkRaw } from '../support/raw-client.js'
import { faultNamed, withProxy } from '../support/with-proxy.js'

describe('slowHeaders', () => {
  test('lets the head of a reply come byte by byte, and its body at once', async () => {
    await using origin = await httpOrigin((_, response) => void response.end('x'.repeat(50_000)))
    await using proxy = await withProxy({ upstream: origin.url })
    proxy.inject(faultNamed('slowHeaders', { rate: '400B/s' }))
    await using client = await rawClient(proxy.port)
    await client.send(head('GET /'))
    await client.until('x'.repeat(50_000))
    const size = client.text.indexOf('\r\n\r\n') + 4
    const [acted] = proxy.facts('fault.acted')
    expect(acted?.actual).toMatchObject({ bytes: size })
    const heads = client.arrivals.filter((_, at) => at < 20)
    expect(heads.length).toBe(20)
    expect(Math.max(...heads.map(({ bytes }) => bytes))).toBeLessThan(20)
    const last = client.arrivals.at(-1)?.atMs ?? 0
    expect(last).toBeGreaterThan((size / 400) * 900)
  })

  test('lets the head of a request come to the upstream so, and its body behind it', async () => {
    await using origin = await rawOrigin(async peer => {
      await peer.until('the body')
      await peer.send('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
    })
    await using proxy = await withProxy({ upstream: origin.url })
    proxy.inject(faultNamed('slowHeaders', { rate: '400B/s', side: 'upstream' }))
    const request = `${head('POST /', 'Connection: close', 'Content-Length: 8')}the body`
    expect((await talkRaw(proxy.port, request)).text).toMatch(/200 OK/)
    const [peer] = origin.peers
    expect(peer?.text).toBe(`${head('POST /', 'Content-Length: 8')}the body`)
    expect(peer?.arrivals.length).toBeGreaterThan(4)
  })

  test('a server that waits only so long for a head answers 408, as it would anybody', async () => {
    await using origin = await httpOrigin()
    Object.assign(origin.server, { headersTimeout: 300, requestTimeout: 300, connectionsCheckingInterval: 50 })
    await using proxy = await withProxy({ upstream: origin.url })
    proxy.inject(faultNamed('slowHeaders', { rate: '5B/s', side: 'upstream' }))
    await using client = await rawClient(proxy.port)
    await client.send(head('GET /'))
    await new Promise(resolve => setTimeout(resolve, 100))
    expect(origin.seen).toEqual([])
  })

  test('once it is lifted the rest of the head comes at once', async () => {
    await using origin = await httpOrigin()
    await using proxy = await withProxy({ upstream: origin.url })
    const lift = proxy.inject(faultNamed('slowHeaders', { rate: '5B/s' }))
    await using client = await rawClient(proxy.port)
    await client.send(head('GET /'))
    await client.until('H')
    lift()
    await client.until('ok', 2_000)
  })
})

describe('slowReader', () => {
  test('holds up who sends: what is not read is not taken off its hands', async () => {
    await using origin = await httpOrigin()
    await using proxy = await withProxy({ upstream: origin.url })
    const lift = proxy.inject(faultNamed('slowReader', { rate: '64KiB/s' }))
    await using client = await rawClient(proxy.port)
    const size = 16 * 1024 ** 2
    await client.send(head('POST /', `Content-Length: ${size}`))
    const sending = client.send(Buffer.alloc(size, 'x'))
    const first = await Promise.race([
      sending.then(() => 'sent'),
      new Promise(resolve => setTimeout(() => resolve('blocked'), 300)),
    ])
    expect(first).toBe('blocked')
    expect(origin.seen[0]?.received).toBeLessThan(128 * 1024)
    lift()
    await sending
    await client.until('ok')
    expect(origin.seen[0]?.received).toBe(size)
  })

  test('takes as long as the body has bytes, whatever its receiver could do', async () => {
    await using origin = await httpOrigin((_, response) => void response.end('x'.repeat(40_000)))
    await using proxy = await withProxy({ upstream: origin.url })
    proxy.inject(faultNamed('slowReader', { rate: '100kB/s', direction: 'down' }))
    const start = performance.now()
    const { text } = await talkRaw(proxy.port, head('GET /', 'Connection: close'))
    expect(text.endsWith('x'.repeat(40_000))).toBe(true)
    expect(performance.now() - start).toBeGreaterThan(390)
  })
})
