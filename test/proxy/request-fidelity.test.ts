import { createHash, randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { answering } from '../support/answering.js'
import { httpOrigin, rawOrigin } from '../support/origin.js'
import { head, rawClient, talkRaw } from '../support/raw-client.js'
import { eventually, withProxy } from '../support/with-proxy.js'

const CLOSE = 'Connection: close'

test('a request passes with its header case, order, repeats, Host and target', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  const fields = ['hOst: shop.test:1', 'X-B: 1', 'x-a: 2', '__proto__: y', 'X-b: caf\xe9', 'Content-LENGTH: 3']
  const { text } = await talkRaw(proxy.port, `${head('POST /a/../%2f?q=%20', ...fields, CLOSE)}abc`)
  expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
  const seen = origin.seen[0]
  expect(seen?.target).toBe('/a/../%2f?q=%20')
  expect(seen?.body.toString()).toBe('abc')
  const passed = seen?.headers.filter(([name]) => !/^connection$/i.test(name)).map(field => field.join(': '))
  expect(passed).toEqual(fields)
})

test('a chunked upload arrives chunked, with its trailers', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  const body = '3\r\nabc\r\n0\r\nX-Sum: 1\r\n\r\n'
  await talkRaw(proxy.port, head('POST /', 'Transfer-Encoding: chunked', 'Trailer: X-Sum', CLOSE) + body)
  expect(origin.seen[0]?.headers).toContainEqual(['Transfer-Encoding', 'chunked'])
  expect(origin.seen[0]?.body.toString()).toBe('abc')
  expect(origin.seen[0]?.trailers).toEqual([['X-Sum', '1']])
})

test.each(['GET', 'PUT', 'POST', 'DELETE', 'PATCH'])('a %s without a body stays without one', async method => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  await talkRaw(proxy.port, head(`${method} /`, CLOSE))
  expect(origin.seen[0]?.received).toBe(0)
  expect(origin.seen[0]?.headers.some(([name]) => /transfer-encoding/i.test(name))).toBe(false)
})

test('a client that expects 100 gets it from the upstream, not from the proxy', async () => {
  await using origin = await rawOrigin(async peer => {
    const text = await peer.until('\r\n\r\n')
    expect(text).toContain('Expect: 100-continue\r\n')
    await peer.send('HTTP/1.1 100 Continue\r\n\r\n')
    await peer.until(/hello$/)
    await peer.send('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
  })
  await using proxy = await withProxy({ upstream: origin.url })
  await using client = await rawClient(proxy.port)
  await client.send(head('POST /', 'Expect: 100-continue', 'Content-Length: 5'))
  expect(await client.until('\r\n\r\n')).toBe('HTTP/1.1 100 Continue\r\n\r\n')
  await client.send('hello')
  await client.until('200 OK')
})

test('an upstream that refuses before the upload is heard at once', async () => {
  await using origin = await answering('HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\n\r\n')
  await using proxy = await withProxy({ upstream: origin.url })
  await using client = await rawClient(proxy.port)
  await client.send(head('POST /', 'Expect: 100-continue', 'Content-Length: 5'))
  expect(await client.until('\r\n\r\n')).toMatch(/^HTTP\/1\.1 417 /)
})

test('a reply that comes before the upload has ended passes at once, and the upload goes on', async () => {
  await using origin = await httpOrigin((_, response) => response.end('early'))
  await using proxy = await withProxy({ upstream: origin.url })
  await using client = await rawClient(proxy.port)
  await client.send(`${head('POST /', 'Content-Length: 6')}abc`)
  await client.until(/early/)
  await client.send('def')
  await eventually(
    () => origin.seen[0]?.state,
    state => state === 'complete',
  )
  expect(origin.seen[0]?.body.toString()).toBe('abcdef')
})

test('fields that concern one connection only are passed neither way', async () => {
  const hops = [
    'Connection: keep-alive, X-Mine',
    'X-Mine: 1',
    'Keep-Alive: timeout=7',
    'Proxy-Connection: x',
    'Upgrade: h9',
  ]
  const reply = `HTTP/1.1 200 OK\r\n${hops.join('\r\n')}\r\nX-Kept: 1\r\nContent-Length: 0\r\n\r\n`
  await using origin = await answering(reply)
  await using proxy = await withProxy({ upstream: origin.url })
  await using client = await rawClient(proxy.port)
  const asked = ['Connection: X-Mine, close', 'X-Mine: 1', 'Keep-Alive: 1', 'TE: gzip', 'Proxy-Authorization: Basic x']
  await client.send(head('GET /', ...asked, 'X-Kept: 2'))
  await client.ended()
  const sent = origin.peers[0]?.text ?? ''
  expect(sent).toMatch(/X-Kept: 2/)
  expect(sent).not.toMatch(/x-mine|^keep-alive|^te:|proxy-authorization/im)
  expect(client.text).toBe('HTTP/1.1 200 OK\r\nX-Kept: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
})

test('pipelined requests are answered in their order', async () => {
  await using origin = await httpOrigin((request, response) => {
    setTimeout(() => response.end(`<${request.url}>`), request.url === '/slow' ? 50 : 0)
  })
  await using proxy = await withProxy({ upstream: origin.url })
  await using client = await rawClient(proxy.port)
  await client.send(head('GET /slow') + head('GET /fast'))
  const text = await client.until('</fast>')
  expect(text.indexOf('</slow>')).toBeLessThan(text.indexOf('</fast>'))
})

test('a client that sends no more after its request still gets the reply', async () => {
  await using origin = await httpOrigin((_, response) => {
    setTimeout(() => response.end('late'), 100)
  })
  await using proxy = await withProxy({ upstream: origin.url })
  await using client = await rawClient(proxy.port)
  await client.send(head('GET /'))
  client.finish()
  await client.ended()
  expect(client.text).toMatch(/late/)
})

test('OPTIONS * passes as it is, and a path of the upstream goes before every other target', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: new URL('/base/', origin.url) })
  await talkRaw(proxy.port, head('OPTIONS *', CLOSE))
  await talkRaw(proxy.port, head('GET /a?b', CLOSE))
  expect(origin.seen.map(({ target }) => target)).toEqual(['*', '/base/a?b'])
})

test('10 MiB of random bytes arrive unchanged both ways', async () => {
  const bytes = randomBytes(10 * 1024 ** 2)
  const sum = (data: Uint8Array) => createHash('sha256').update(data).digest('hex')
  await using origin = await httpOrigin((request, response) => request.pipe(response))
  await using proxy = await withProxy({ upstream: origin.url })
  const reply = await fetch(proxy.url, { method: 'POST', body: bytes })
  expect(sum(new Uint8Array(await reply.arrayBuffer()))).toBe(sum(bytes))
  const [closed] = await proxy.closed(1)
  expect(closed).toMatchObject({ end: 'complete', status: 200, received: bytes.length, sent: bytes.length })
})
