import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import net from 'node:net'
import type tls from 'node:tls'
import { afterAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { h2Client } from '../support/h2.js'
import { need } from '../support/need.js'
import { httpOrigin } from '../support/origin.js'
import { head, talkRaw } from '../support/raw-client.js'
import { runProgram } from '../support/run-program.js'
import { temporaryFolder } from '../support/temporary-folder.js'
import { testAuthority } from '../support/test-authority.js'
import { secured, talk, tunnelTo } from '../support/tunnel.js'
import { withForward } from '../support/with-forward.js'
import { eventually, faultNamed, type TestProxy, withProxy } from '../support/with-proxy.js'

const GET = 'GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'
const folder = temporaryFolder()
afterAll(() => folder[Symbol.asyncDispose]())

const secureProxy = async (fault: string, options: unknown) => {
  const origin = await httpOrigin()
  const authority = await testAuthority()
  const path = folder.at('ca.pem')
  writeFileSync(path, authority.certificate)
  const proxy = await withProxy({ upstream: origin.url, authority, spec: { tls: 'auto' } })
  const lift = proxy.inject(faultNamed(fault, options))
  return {
    proxy,
    lift,
    ca: authority.certificate,
    path,
    async [Symbol.asyncDispose]() {
      await proxy.plane.close(0)
      await origin[Symbol.asyncDispose]()
    },
  }
}

/** The code or message with which a client of Node gives up; or the reply's first line. */
const asked = async (proxy: TestProxy, options: tls.ConnectionOptions): Promise<string> => {
  const socket = net.connect(proxy.port, '127.0.0.1')
  try {
    const secure = await secured(socket, { servername: 'localhost', ...options })
    return (await talk(secure, GET)).text.split('\r\n')[0] ?? ''
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return 'code' in error ? `${error.code}: ${error.message}` : error.message
  } finally {
    socket.destroy()
  }
}

const curl = async (proxy: TestProxy, path: string, ...more: string[]) => {
  const url = `https://localhost:${proxy.port}/`
  const resolve = `localhost:${proxy.port}:127.0.0.1`
  return (await runProgram(['curl', '-s', '-m', '2', '--cacert', path, '--resolve', resolve, ...more, url])).code
}

test.each([
  ['expired', 'CERT_HAS_EXPIRED'],
  ['notYetValid', 'CERT_NOT_YET_VALID'],
  ['wrongHost', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ['selfSigned', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ['unknownCa', 'SELF_SIGNED_CERT_IN_CHAIN'],
  ['missingIntermediate', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ['weakKey', ''],
])('certificate %s: a client that verifies gives up, as %s or in its own words', async (kind, code) => {
  await using world = await secureProxy('certificate', { kind })
  const { proxy, ca, path } = world
  const said = await asked(proxy, { ca })
  expect(said).not.toContain('200')
  expect(said).toContain(code)
  expect(await curl(proxy, path)).toBe(60)
  const acted = await eventually(
    () => proxy.facts('fault.acted'),
    all => all.length === 2,
  )
  for (const { actual } of acted) expect(['left', 'refused it']).toContain(JSON.parse(JSON.stringify(actual)).client)
  expect(proxy.facts('warning.raised')).toEqual([])
  expect(proxy.facts('fault.injected')).toMatchObject([{ connection: 1, dose: { kind } }, { connection: 2 }])
})

test('certificate: a client that does not verify sends its request, which is told as a finding, once', async () => {
  await using world = await secureProxy('certificate', { kind: 'expired' })
  const { proxy, lift, ca, path } = world
  expect(await asked(proxy, { ca, rejectUnauthorized: false })).toBe('HTTP/1.1 200 OK')
  expect(await curl(proxy, path, '-k')).toBe(0)
  expect(proxy.facts('fault.acted').map(({ actual }) => actual)).toEqual(Array(2).fill({ client: 'sent a request' }))
  expect(proxy.facts('warning.raised').map(({ message }) => message)).toEqual([
    'fault fault-1: a client sent a request past a certificate that is wrong (expired): it does not verify',
  ])
  lift()
  expect(await asked(proxy, { ca })).toBe('HTTP/1.1 200 OK')
})

test('certificate: a forward proxy shows it in tunnels, for the host that the client names', async () => {
  await using proxy = await withForward()
  proxy.inject(faultNamed('certificate', { kind: 'expired' }))
  const socket = await tunnelTo(proxy.port, 'a.test:443')
  const ca = proxy.authority.certificate
  await expect(secured(socket, { servername: 'b.test', ca })).rejects.toThrow('certificate has expired')
})

test.each([
  [{ action: 'alert' }, /EPROTO.*alert handshake failure|ERR_SSL.*handshake failure/i, 35],
  [{ action: 'alert', code: 80 }, /internal error/i, 35],
  [{ action: 'plaintext' }, /wrong version number|packet length too long/i, 35],
  [{ action: 'close' }, /closed|disconnected before secure TLS/, 35],
  [{ action: 'reset' }, /ECONNRESET/, 35],
])('handshake %j is what a client sees', async (options, says, code) => {
  await using world = await secureProxy('handshake', options)
  const { proxy, lift, ca, path } = world
  expect(await asked(proxy, { ca })).toMatch(says)
  expect(await curl(proxy, path)).toBe(code)
  lift()
  expect(await asked(proxy, { ca })).toBe('HTTP/1.1 200 OK')
})

test('handshake stalls until the lift, and then goes on', async () => {
  await using world = await secureProxy('handshake', { action: 'stall' })
  const { proxy, lift, ca, path } = world
  const waiting = asked(proxy, { ca })
  expect(await curl(proxy, path, '-m', '0.2')).toBe(28)
  lift()
  expect(await waiting).toBe('HTTP/1.1 200 OK')
})

test('handshake stalls for a time, and then goes on', async () => {
  await using world = await secureProxy('handshake', { action: 'stall', duration: '60ms' })
  const start = performance.now()
  expect(await asked(world.proxy, { ca: world.ca })).toBe('HTTP/1.1 200 OK')
  expect(performance.now() - start).toBeGreaterThan(55)
})

/** Each sees it before there is a stream or a WebSocket. */
test.each([
  ['certificate', { kind: 'expired' }, /certificate has expired/],
  ['handshake', { action: 'alert', code: 80 }, /alert internal error/],
  ['tlsVersion', { max: 'TLSv1.1' }, /protocol version|unsupported protocol/],
])('%s breaks the handshakes of HTTP/2 and of WebSocket in the same way', async (name, options, says) => {
  await using world = await secureProxy(name, options)
  const { proxy, ca } = world
  const trust = { ca, servername: 'localhost' }
  await using client = h2Client(`https://127.0.0.1:${proxy.port}`, trust)
  const [error] = await once(client.session, 'error')
  expect(String(error)).toMatch(says)
  const socket = new WebSocket(`wss://127.0.0.1:${proxy.port}`, trust)
  const [failed] = await once(socket, 'error')
  expect(String(failed)).toMatch(says)
  expect(proxy.facts('fault.injected')).toHaveLength(2)
})

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

test('openssl tells an expired certificate and an alert by their names', async context => {
  need(context, 'openssl')
  const told = async (fault: string, options: unknown) => {
    await using world = await secureProxy(fault, options)
    const at = ['-connect', `127.0.0.1:${world.proxy.port}`, '-servername', 'localhost', '-CAfile', world.path]
    const { stdout: out, stderr: err } = await runProgram(['openssl', 's_client', ...at])
    return out + err
  }
  expect(await told('certificate', { kind: 'expired' })).toContain('certificate has expired')
  expect(await told('handshake', { action: 'alert', code: 80 })).toMatch(/alert number 80|internal error/)
})
