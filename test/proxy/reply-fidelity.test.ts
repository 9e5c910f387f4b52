import { expect, test } from 'vitest'
import { answering } from '../support/answering.js'
import { httpOrigin, rawOrigin } from '../support/origin.js'
import { head, rawClient, talkRaw } from '../support/raw-client.js'
import { withProxy } from '../support/with-proxy.js'

const CLOSE = 'Connection: close'

test('a reply passes with its header case, order, repeats, reason and bytes above ASCII', async () => {
  const fields = ['X-ONE: 1', 'x-two: a', 'X-Two: b', '__proto__: x', 'X-Text: caf\xe9', 'Content-Length: 2']
  const reply = `HTTP/1.1 200 Very Well\r\n${fields.join('\r\n')}\r\n\r\nhi`
  await using origin = await answering(reply)
  await using proxy = await withProxy({ upstream: origin.url })
  await using client = await rawClient(proxy.port)
  await client.send(head('GET /'))
  expect(await client.until(/hi$/)).toBe(reply)
})

test.each(['', ' ', ' \xe4\xf6'])('the reason phrase %j passes', async reason => {
  await using origin = await answering(`HTTP/1.1 299${reason}\r\nContent-Length: 0\r\n\r\n`)
  await using proxy = await withProxy({ upstream: origin.url })
  const { text } = await talkRaw(proxy.port, head('GET /', CLOSE))
  expect(text).toMatch(new RegExp(`^HTTP/1\\.1 299 ${reason.trim()}\r\n`))
})

test('chunked stays chunked, with its trailers', async () => {
  const body = '3\r\nabc\r\n2\r\nde\r\n0\r\nX-Sum: 1\r\nx-sum: 2\r\n\r\n'
  await using origin = await answering(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n${body}`)
  await using proxy = await withProxy({ upstream: origin.url })
  await using client = await rawClient(proxy.port)
  await client.send(head('GET /'))
  const text = await client.until(/\r\n0\r\nX-Sum: 1\r\nx-sum: 2\r\n\r\n$/)
  expect(text).toContain('Transfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n')
  expect(text).not.toMatch(/content-length/i)
})

test('a body that ends with its connection does so for the client too', async () => {
  await using origin = await answering('HTTP/1.1 200 OK\r\n\r\nto the end', peer => peer.finish())
  await using proxy = await withProxy({ upstream: origin.url })
  const { text, ending } = await talkRaw(proxy.port, head('GET /'))
  expect(text).toBe('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nto the end')
  expect(ending).toBe('fin')
})

test('an HTTP/1.0 client gets no chunks', async () => {
  await using origin = await httpOrigin((_, response) => {
    response.write('ab')
    response.end('cd')
  })
  await using proxy = await withProxy({ upstream: origin.url })
  const { text } = await talkRaw(proxy.port, 'GET / HTTP/1.0\r\nHost: test\r\n\r\n')
  expect(text).not.toMatch(/transfer-encoding/i)
  expect(text).toMatch(/\r\n\r\nabcd$/)
})

test.each([
  ['HEAD', 'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n'],
  ['HEAD', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'],
  ['GET', 'HTTP/1.1 304 Not Modified\r\nETag: "a"\r\nContent-Length: 1000\r\n\r\n'],
  ['GET', 'HTTP/1.1 204 No Content\r\nX-A: b\r\n\r\n'],
])('%s answered by %j passes without a body, and the connection goes on', async (method, reply) => {
  await using origin = await rawOrigin(async peer => {
    for (;;) {
      await peer.until('\r\n\r\n')
      peer.take()
      await peer.send(reply)
    }
  })
  await using proxy = await withProxy({ upstream: origin.url })
  await using client = await rawClient(proxy.port)
  for (let time = 0; time < 2; time++) {
    await client.send(head(`${method} /`))
    expect(await client.until('\r\n\r\n')).toBe(reply)
    client.take()
  }
  expect(client.ending).toBe('open')
})

test('interim replies pass before the final one', async () => {
  const early = 'HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\nX-Odd: 1\r\n\r\n'
  const last = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'
  await using origin = await answering(`HTTP/1.1 102 Processing\r\n\r\n${early}${last}`)
  await using proxy = await withProxy({ upstream: origin.url })
  await using client = await rawClient(proxy.port)
  await client.send(head('GET /'))
  expect(await client.until(last)).toBe(`HTTP/1.1 102 Processing\r\n\r\n${early}${last}`)
})

test('2,000 header fields pass both ways', async () => {
  const many = Array.from({ length: 2_000 }, (_, at) => `X-${at}: ${at}`)
  await using origin = await answering(`HTTP/1.1 200 OK\r\n${many.join('\r\n')}\r\nContent-Length: 0\r\n\r\n`)
  await using proxy = await withProxy({ upstream: origin.url })
  const { text } = await talkRaw(proxy.port, head('GET /', ...many, CLOSE))
  expect(text).toContain('X-1999: 1999')
  expect(origin.peers[0]?.text).toContain('X-1999: 1999')
})
