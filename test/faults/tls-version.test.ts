import net from 'node:net'
import { expect, test } from 'vitest'
import { asked, curl, GET, secureProxy } from '../support/secure-proxy.js'
import { secured, talk } from '../support/tunnel.js'

test.each([
  [{ max: 'TLSv1.2' }, {}, 'TLSv1.2'],
  [{ min: 'TLSv1.3' }, {}, 'TLSv1.3'],
  [{ max: 'TLSv1.1' }, { minVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' }, 'TLSv1.1'],
] as const)('tlsVersion %j is what is spoken', async (options, client, version) => {
  await using world = await secureProxy('tlsVersion', options)
  const { proxy, ca } = world
  const secure = await secured(net.connect(proxy.port, '127.0.0.1'), { servername: 'localhost', ca, ...client })
  expect(secure.getProtocol()).toBe(version)
  expect((await talk(secure, GET)).text).toContain('200 OK')
})

test('tlsVersion: a client that is too old or too new is refused by an alert', async () => {
  await using world = await secureProxy('tlsVersion', { min: 'TLSv1.3' })
  expect(await asked(world.proxy, { ca: world.ca, maxVersion: 'TLSv1.2' })).toMatch(/protocol version/)
  await using old = await secureProxy('tlsVersion', { max: 'TLSv1.1' })
  expect(await asked(old.proxy, { ca: old.ca })).toMatch(/protocol version|unsupported protocol/)
  expect(await curl(old.proxy, old.path)).toBe(35)
})

test('tlsVersion: what ALPN offers may be less than the proxy speaks', async () => {
  await using world = await secureProxy('tlsVersion', { alpn: [] })
  const options = { servername: 'localhost', ca: world.ca, ALPNProtocols: ['http/1.1'] }
  const secure = await secured(net.connect(world.proxy.port, '127.0.0.1'), options)
  expect(secure.alpnProtocol).toBe(false)
  secure.destroy()
})
