import type { ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { httpOrigin } from '../support/origin.js'
import { head, talkRaw } from '../support/raw-client.js'
import { faultNamed, withProxy } from '../support/with-proxy.js'

const THOUSAND = (_: unknown, response: ServerResponse) => {
  response.setHeader('Content-Length', 1_000)
  response.end(Buffer.alloc(1_000, 'x'))
}

const timed = async (port: number) => {
  const start = performance.now()
  const { text, ending } = await talkRaw(port, head('GET /', 'Connection: close'))
  return { text, ending, ms: performance.now() - start }
}

test('a delay comes before an end, in whichever order they were switched on', async () => {
  await using origin = await httpOrigin(THOUSAND)
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed('reset', { at: 'response' }))
  proxy.inject(faultNamed('latency', { add: '80ms', at: 'response' }))
  const { text, ending, ms } = await timed(proxy.port)
  expect({ text, ending }).toEqual({ text: '', ending: 'reset' })
  expect(ms).toBeGreaterThanOrEqual(80)
})

test('what is answered here is not delayed as well, and what did not act is not journalled', async () => {
  await using origin = await httpOrigin(THOUSAND)
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed('latency', { add: '30s' }))
  proxy.inject(faultNamed('respond', { status: 503 }))
  const { text } = await timed(proxy.port)
  expect(text).toContain('503 Service Unavailable')
  expect(proxy.facts('fault.injected').map(({ fault }) => fault)).toEqual(['fault-2'])
})

test('a paced body is cut at its exact byte, after the time that it takes', async () => {
  await using origin = await httpOrigin(THOUSAND)
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed('bandwidth', { rate: '5kB/s' }))
  proxy.inject(faultNamed('reset', { at: '50%' }))
  const { text, ending, ms } = await timed(proxy.port)
  expect(ending).toBe('reset')
  expect(text.slice(text.indexOf('\r\n\r\n') + 4)).toBe('x'.repeat(500))
  expect(ms).toBeGreaterThanOrEqual(90)
})

test('faults of one exchange are journalled in the order in which they meet it', async () => {
  await using origin = await httpOrigin(THOUSAND)
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed('truncate', { at: '10B', end: 'clean' }))
  proxy.inject(faultNamed('bandwidth', { rate: '1MB/s' }))
  proxy.inject(faultNamed('latency', { add: '5ms' }))
  const { text } = await timed(proxy.port)
  expect(text).toMatch(/\r\n\r\nx{10}$/)
  expect(proxy.facts('fault.injected').map(({ fault }) => fault)).toEqual(['fault-3', 'fault-2', 'fault-1'])
})

test.each([
  ['before', ['noCompression', 'tamper']],
  ['behind', ['tamper', 'noCompression']],
])('what is compressed can be tampered with when compression is off, switched on %s it', async (_, order) => {
  await using origin = await httpOrigin((request, response) => {
    const gzip = request.headers['accept-encoding'] === 'gzip'
    if (gzip) response.setHeader('Content-Encoding', 'gzip')
    response.end(gzip ? gzipSync('price: 5') : 'price: 5')
  })
  await using proxy = await withProxy({ upstream: origin.url })
  const options = { noCompression: {}, tamper: { replace: { '5': '6' } } }
  for (const [name, value] of Object.entries(options).sort(([a], [b]) => order.indexOf(a) - order.indexOf(b)))
    proxy.inject(faultNamed(name, value))
  const { text } = await talkRaw(proxy.port, head('GET /', 'Connection: close', 'Accept-Encoding: gzip'))
  expect(text).toMatch(/price: 6$/)
  expect(proxy.facts('fault.missed')).toEqual([])
})

test('a request over the limit is neither duplicated nor lost', async () => {
  await using origin = await httpOrigin(THOUSAND)
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed('loseResponse', { reply: 'reset' }))
  proxy.inject(faultNamed('duplicate', {}))
  proxy.inject(faultNamed('rateLimit', { limit: 1, window: '1h' }))
  expect(await timed(proxy.port)).toMatchObject({ text: '', ending: 'reset' })
  expect((await timed(proxy.port)).text).toContain('429 Too Many Requests')
  const injected = proxy.facts('fault.injected').map(({ x, fault }) => `${x} ${fault}`)
  expect(injected).toEqual(['1 fault-3', '1 fault-2', '1 fault-1', '1 fault-1', '2 fault-3'])
})
