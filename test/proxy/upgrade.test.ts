import { expect, test } from 'vitest'
import { httpOrigin } from '../support/origin.js'
import { head, rawClient } from '../support/raw-client.js'
import { withProxy } from '../support/with-proxy.js'

test('an upgrade to another protocol is not passed on; the request is served without it', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  await using client = await rawClient(proxy.port)
  const ask = ['Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQAAP__']
  await client.send(`${head('POST /a', ...ask, 'Content-Length: 3')}abc`)
  await client.until(/ok$/)
  client.take()
  await client.send(head('GET /b'))
  await client.until(/ok$/)
  expect(origin.seen.map(({ target }) => target)).toEqual(['/a', '/b'])
  expect(origin.seen[0]?.body.toString()).toBe('abc')
  expect(origin.seen[0]?.headers.some(([name]) => /^upgrade|http2-settings$/i.test(name))).toBe(false)
})
