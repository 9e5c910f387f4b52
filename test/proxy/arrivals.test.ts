import net from 'node:net'
import { expect, test } from 'vitest'
import { h2Client } from '../support/h2.js'
import { httpOrigin, rawOrigin } from '../support/origin.js'
import { playStrangers, saidFrom } from '../support/strangers.js'
import { testAuthority } from '../support/test-authority.js'
import { secured } from '../support/tunnel.js'
import { withForward } from '../support/with-forward.js'
import { eventually, faultNamed, withProxy } from '../support/with-proxy.js'

const HERE = '127.0.0.1'
const STRANGER = '127.0.0.3'
const FRIEND = '127.0.0.4'
const listen = { host: '0.0.0.0', port: 0, clients: ['10.0.0.0/8'] }
const played = () => playStrangers({ [STRANGER]: '203.0.113.3', [FRIEND]: '10.9.9.9' })
const GET = 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'

test('a client that is not named finds its connection closed before a byte, and it is no exchange', async () => {
  played()
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url, spec: { listen } })
  proxy.inject(faultNamed('respond', { status: 503 }))
  expect(await saidFrom(STRANGER, proxy.port, GET)).toBe('')
  expect(await saidFrom(FRIEND, proxy.port, GET)).toContain('HTTP/1.1 503')
  expect(await saidFrom(HERE, proxy.port, GET)).toContain('HTTP/1.1 503')
  expect(proxy.facts('exchange.opened')).toMatchObject([{ connection: 1 }, { connection: 2 }])
  expect(proxy.facts('client.refused')).toMatchObject([{ proxy: 'payments', client: '203.0.113.3' }])
  expect(origin.accepted).toBe(0)
})

test('nor is it served over TLS, in HTTP/2, as bytes, or by a forward proxy', async () => {
  played()
  await using origin = await httpOrigin()
  const authority = await testAuthority()
  await using secure = await withProxy({ upstream: origin.url, authority, spec: { listen, tls: 'auto' } })
  await using h2c = await withProxy({ upstream: origin.url, spec: { listen, protocol: 'h2c' } })
  await using bytes = await withProxy({ upstream: new URL(`tcp://127.0.0.1:${origin.port}`), spec: { listen } })
  await using forward = await withForward({ listen })
  const absolute = `GET ${origin.url.href} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`
  const told = (from: string) =>
    Promise.all([
      saidFrom(from, h2c.port, GET),
      saidFrom(from, bytes.port, GET),
      saidFrom(from, forward.port, absolute),
      saidFrom(from, forward.port, 'CONNECT 127.0.0.1:9 HTTP/1.1\r\nHost: x\r\n\r\n'),
    ])
  expect(await told(STRANGER)).toEqual(['', '', '', ''])
  for (const said of await told(FRIEND)) expect(said).toMatch(/^HTTP/)
  const overTls = (localAddress: string) => {
    const raw = net.connect({ host: '127.0.0.1', port: secure.port, localAddress })
    return secured(raw, { servername: 'localhost', ca: authority.certificate, ALPNProtocols: ['h2'] })
  }
  await expect(overTls(STRANGER)).rejects.toThrow()
  const socket = await overTls(FRIEND)
  await using client = h2Client('https://localhost', { createConnection: () => socket })
  expect(await client.ask()).toMatchObject({ status: 200 })
})

test('the journal tells of a client once, of twenty at most, and in the end how many connections there were', async () => {
  const strangers = Array.from({ length: 25 }, (_, at) => [`127.0.1.${at + 1}`, `203.0.113.${at + 1}`] as const)
  playStrangers(Object.fromEntries(strangers))
  await using origin = await rawOrigin(() => {})
  await using proxy = await withProxy({ upstream: origin.url, spec: { listen } })
  for (const [from] of [...strangers, ...strangers]) await saidFrom(from, proxy.port, GET)
  const told = proxy.facts('client.refused').map(({ client }) => client)
  expect(told).toEqual(strangers.slice(0, 20).map(([, client]) => client))
  expect(proxy.facts('connections.refused')).toEqual([])
  await proxy.plane.close(0)
  expect(proxy.facts('connections.refused')).toMatchObject([{ proxy: 'payments', connections: 50 }])
})

test('a listener of both families knows clients of IPv4 by their address of IPv4', async () => {
  played()
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url, spec: { listen: { ...listen, host: '::' } } })
  expect(proxy.url).toBe(`http://[::1]:${proxy.port}`)
  expect(await saidFrom(STRANGER, proxy.port, GET)).toBe('')
  expect(await saidFrom(FRIEND, proxy.port, GET)).toContain('200 OK')
  expect(proxy.facts('client.refused')).toMatchObject([{ client: '203.0.113.3' }])
})

test('a door that was shut opens where it was, for the same clients', async () => {
  played()
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url, spec: { listen } })
  proxy.inject(faultNamed('refuse', {}))()
  const said = await eventually(
    () => saidFrom(FRIEND, proxy.port, GET),
    () => true,
  )
  expect(said).toContain('200 OK')
  expect(await saidFrom(STRANGER, proxy.port, GET)).toBe('')
})

test('the journal says where others reach a proxy, and who of them may', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url, spec: { listen } })
  expect(proxy.facts('proxy.listening')).toMatchObject([
    { url: `http://127.0.0.1:${proxy.port}`, exposed: { at: `0.0.0.0:${proxy.port}`, clients: ['10.0.0.0/8'] } },
  ])
  expect(proxy.url).toBe(`http://127.0.0.1:${proxy.port}`)
})
