import { once } from 'node:events'
import net from 'node:net'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { faults } from '../../src/faults/index.js'
import { h2Client } from '../support/h2.js'
import { need } from '../support/need.js'
import { httpOrigin } from '../support/origin.js'
import { exampleFor } from '../support/pairs.js'
import { runProgram } from '../support/run-program.js'
import { asked, curl, secureProxy } from '../support/secure-proxy.js'
import { testAuthority } from '../support/test-authority.js'
import { secured } from '../support/tunnel.js'
import { withProxy } from '../support/with-proxy.js'

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

const onHandshakes = faults.filter(({ name }) => exampleFor(name, 'http1', 'handshake') !== undefined)
test('a handshake that no fault is aimed at is what it is without, under each that could', async () => {
  await using origin = await httpOrigin()
  const authority = await testAuthority()
  await using proxy = await withProxy({ upstream: origin.url, authority, spec: { tls: 'auto' } })
  const shaken = async () => {
    const options = { servername: 'localhost', ca: authority.certificate, ALPNProtocols: ['h2', 'http/1.1'] }
    const secure = await secured(net.connect(proxy.port, '127.0.0.1'), options)
    const seen = [secure.getProtocol(), secure.alpnProtocol, secure.getPeerCertificate().fingerprint256]
    secure.destroy()
    return seen
  }
  const plain = await shaken()
  for (const { name } of onHandshakes) {
    const fault = exampleFor(name, 'http1', 'handshake')
    if (fault === undefined) continue
    const lift = proxy.inject(fault, { envelope: { percent: 0 } })
    expect([name, ...(await shaken())]).toEqual([name, ...plain])
    lift()
  }
  expect(onHandshakes.length).toBeGreaterThan(3)
  expect(proxy.facts('fault.injected')).toEqual([])
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
