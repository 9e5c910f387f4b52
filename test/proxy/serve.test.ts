import { expect, test } from 'vitest'
import { httpOrigin, rawOrigin } from '../support/origin.js'
import { head, rawClient, talkRaw } from '../support/raw-client.js'
import { withProxy } from '../support/with-proxy.js'

const CLOSE = 'Connection: close'

test('a reply passes with its header case, order, repeats, reason and bytes above ASCII', async () => {
  const fields = ['X-ONE: 1', 'x-two: a', 'X-Two: b', '__proto__: x', 'X-Text: caf\xe9', 'Content-Length: 2']
  const reply = `HTTP/1.1 200 Very Well\r\n${fields.join('\r\n')}\r\n\r\nhi`
  await using origin = await rawOrigin(async peer => {
    await peer.until('\r\n\r\n')
    await peer.send(reply)
  })
  await using proxy = await withProxy({ upstream: origin.url })
  await using client = await rawClient(proxy.port)
  await client.send(head('GET /'))
  expect(await client.until(/hi$/)).toBe(reply)
})

test('a request passes with its header case, order, repeats, Host and target', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  const { text } = await talkRaw(
    proxy.port,
    `${head('POST /a/../%2f?q=%20', 'hOst: shop.test:1', 'X-B: 1', 'x-a: 2', 'X-b: 3', 'Content-LENGTH: 3', CLOSE)}abc`,
  )
  expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
  const seen = origin.seen[0]
  expect(seen?.target).toBe('/a/../%2f?q=%20')
  expect(seen?.body.toString()).toBe('abc')
  expect(seen?.headers.filter(([name]) => !/^connection$/i.test(name))).toEqual([
    ['hOst', 'shop.test:1'],
    ['X-B', '1'],
    ['x-a', '2'],
    ['X-b', '3'],
    ['Content-LENGTH', '3'],
  ])
})
