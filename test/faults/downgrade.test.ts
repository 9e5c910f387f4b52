import net from 'node:net'
import { expect, test } from 'vitest'
import { httpOrigin } from '../support/origin.js'
import { head, talkRaw } from '../support/raw-client.js'
import { secureProxy } from '../support/secure-proxy.js'
import { secured } from '../support/tunnel.js'
import { faultNamed, withProxy } from '../support/with-proxy.js'

test('downgrade to HTTP/1.1: a client that offers both gets that, and both again after the lift', async () => {
  await using world = await secureProxy('downgrade', { to: 'http1.1' })
  const { proxy, lift, ca } = world
  const negotiated = async () => {
    const options = { servername: 'localhost', ca, ALPNProtocols: ['h2', 'http/1.1'] }
    const secure = await secured(net.connect(proxy.port, '127.0.0.1'), options)
    secure.destroy()
    return secure.alpnProtocol
  }
  expect(await negotiated()).toBe('http/1.1')
  lift()
  expect(await negotiated()).toBe('h2')
})

test('downgrade to HTTP/1.0: no chunks and no length, and the body ends with its connection', async () => {
  await using origin = await httpOrigin((_, response) => {
    response.write('in ')
    response.end('chunks')
  })
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed('downgrade', { to: 'http1.0' }))
  const { text, ending } = await talkRaw(proxy.port, head('GET /'))
  expect(text).toMatch(/^HTTP\/1\.0 200 OK\r\n/)
  expect(text).not.toMatch(/transfer-encoding|content-length/i)
  expect(text).toMatch(/Connection: close\r\n\r\nin chunks$/)
  expect(ending).toBe('fin')
})
