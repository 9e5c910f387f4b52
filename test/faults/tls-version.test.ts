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

test.each([
  ['downgrade', { to: 'http1.1' }, 'the client asks for no HTTP/2'],
  ['tlsVersion', { max: 'TLSv1.2' }, 'the client would have got the same'],
  ['tlsVersion', { min: 'TLSv1.2' }, 'the client would have got the same'],
])('%s %j is no hit of a client that gets what it would have got without', async (name, options, why) => {
  await using world = await secureProxy(name, options)
  const { proxy, ca } = world
  const least = { servername: 'localhost', ca, ALPNProtocols: ['http/1.1'], maxVersion: 'TLSv1.2' } as const
  ;(await secured(net.connect(proxy.port, '127.0.0.1'), least)).destroy()
  const passed = () => proxy.facts('fault.passed')
  expect(passed()).toMatchObject([{ connection: 1, why }])
  const most = { servername: 'localhost', ca, ALPNProtocols: ['h2', 'http/1.1'] }
  ;(await secured(net.connect(proxy.port, '127.0.0.1'), most)).destroy()
  expect(proxy.facts('fault.injected')).toHaveLength(2)
  expect(passed()).toHaveLength('min' in options ? 2 : 1)
})
