// Over 150 lines: every way to a port of the run itself, and to what is not there to be reached.
import dns from 'node:dns'
import { syncBuiltinESMExports } from 'node:module'
import { afterEach, expect, test, vi } from 'vitest'
import { h2Client } from '../../support/h2.js'
import { httpOrigin, rawOrigin } from '../../support/origin.js'
import { talkRaw } from '../../support/raw-client.js'
import { secured, talk, tunnelTo } from '../../support/tunnel.js'
import { type TestForward, withForward } from '../../support/with-forward.js'
import { faultNamed } from '../../support/with-proxy.js'

/** All that is this machine, as it may be spelt. */
const HERE = [
  ...['127.0.0.1', '127.1', '127.0.0.1.', '127.9.9.9', '0x7f000001', '0x7f.1', '2130706433', '017700000001', '0.0.0.0'],
  ...['[::1]', '[::]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', 'localhost', 'LOCALHOST.', 'a.localhost'],
]

/** A run with a forward proxy, a reverse one, one of TCP, and a port for its control, where a server hears who comes. */
const setting = async (tunnel: readonly string[] = []) => {
  const control = await rawOrigin(() => {})
  const upstream = await httpOrigin()
  const map = new Map([['mapped.test', new URL(`http://127.1:${control.port}`)]])
  const proxy = await withForward({ map, tunnel }, undefined, [control.port])
  const listen = { host: '127.0.0.1', port: 0 }
  const reverse = await proxy.plane.listen({ id: 'shop', listen, upstream: upstream.url, routes: [] })
  const to = new URL(`tcp://127.0.0.1:${upstream.port}`)
  const tcp = await proxy.plane.listen({ mode: 'tcp', id: 'redis', listen, upstream: to, routes: [] })
  return {
    ...{ proxy, control, upstream },
    ports: { control: control.port, forward: proxy.port, reverse: reverse.port, tcp: tcp.port },
    async [Symbol.asyncDispose]() {
      await Promise.all([proxy, control, upstream].map(one => one[Symbol.asyncDispose]()))
    },
  }
}

const byAbsolute = async (port: number, place: string, scheme = 'http') =>
  (await talkRaw(port, `GET ${scheme}://${place}/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)).text
const byConnect = async (port: number, place: string) =>
  (await talkRaw(port, `CONNECT ${place} HTTP/1.1\r\nHost: x\r\n\r\n`)).text

const WHY = {
  control: /^HTTP\/1\.1 403 .*serves this run itself/s,
  forward: /^HTTP\/1\.1 508 .*is this proxy itself/s,
  reverse: /^HTTP\/1\.1 403 .*is another proxy of this run/s,
  tcp: /^HTTP\/1\.1 403 .*is another proxy of this run/s,
}

test.each(['control', 'forward', 'reverse', 'tcp'] as const)(
  'by no spelling does a client reach the %s port of its run, by none of the ways in',
  async which => {
    await using run = await setting()
    for (const host of HERE) {
      const place = `${host}:${run.ports[which]}`
      const told = await Promise.all([
        ...['http', 'HTTPS'].map(scheme => byAbsolute(run.proxy.port, place, scheme)),
        byConnect(run.proxy.port, place),
      ])
      for (const text of told) expect(text, place).toMatch(WHY[which])
    }
    expect([run.control.accepted, run.upstream.accepted]).toEqual([0, 0])
  },
)

test('nor does the experiment send anybody to the port of its control, by a map or by a fault', async () => {
  await using run = await setting()
  expect(await byAbsolute(run.proxy.port, 'mapped.test')).toMatch(WHY.control)
  expect(await byConnect(run.proxy.port, 'mapped.test:443')).toMatch(WHY.control)
  run.proxy.inject(faultNamed('reroute', { to: `http://127.1:${run.ports.control}` }))
  const rerouted = await byAbsolute(run.proxy.port, `127.0.0.1:${run.upstream.port}`)
  expect(rerouted).toMatch(/^HTTP\/1\.1 502 .*belongs to this run/s)
  // Such a connection is made, and ends before a byte.
  expect(run.control.peers.map(({ text }) => text).join('')).toBe('')
})

test('what is said within a tunnel leads to no other place than the tunnel, in HTTP/1.1 and in HTTP/2', async () => {
  await using run = await setting()
  const { proxy, ports, upstream } = run
  const authority = `127.0.0.1:${upstream.port}`
  const trust = { servername: 'x.test', ca: proxy.authority.certificate, checkServerIdentity: () => undefined }
  const plain = { map: new Map([[authority, upstream.url]]) }
  await using through = await withForward(plain, undefined, [ports.control])
  const shaken = { ...trust, ca: through.authority.certificate }
  const names = [`127.1:${ports.control}`, `localhost:${through.port}`, '169.254.169.254']
  const h2 = await secured(await tunnelTo(through.port, authority), { ...shaken, ALPNProtocols: ['h2'] })
  await using client = h2Client(`https://${authority}`, { createConnection: () => h2 })
  for (const name of names) {
    expect(await client.ask({ ':authority': name })).toMatchObject({ status: 200, text: 'ok' })
    const secure = await secured(await tunnelTo(through.port, authority), { ...shaken, servername: 'localhost' })
    const absolute = `GET http://${name}/ HTTP/1.1\r\nHost: ${name}\r\nConnection: close\r\n\r\n`
    expect((await talk(secure, absolute)).text).toContain('200 OK')
    expect((await talk(await tunnelTo(through.port, authority), absolute)).text).toContain('200 OK')
  }
  expect(upstream.seen).toHaveLength(3 * names.length)
  expect(run.control.accepted).toBe(0)
})

/** Has names of the DNS lead somewhere, one address after the other where there are several; tells how often each was asked. */
const naming = (names: Readonly<Record<string, readonly string[]>>) => {
  const asked: string[] = []
  const usual = dns.lookup
  const lookup = (name: string, ...rest: unknown[]) => {
    const [, done] = rest
    const list = names[name]
    if (list === undefined || typeof done !== 'function') return Reflect.apply(usual, dns, [name, ...rest])
    const turn = asked.filter(one => one === name).length
    asked.push(name)
    done(null, [{ address: list[Math.min(turn, list.length - 1)] ?? '', family: 4 }])
  }
  // It answers as the overload does that the proxy calls, and passes all other calls on.
  vi.spyOn(dns, 'lookup').mockImplementation(lookup as never)
  syncBuiltinESMExports()
  return asked
}
afterEach(() => {
  vi.restoreAllMocks()
  syncBuiltinESMExports()
})

/** What a request on HTTP/2 within a tunnel of TLS is told. */
const withinTls = async (proxy: TestForward, place: string, servername: string) => {
  const secure = await secured(await tunnelTo(proxy.port, place), {
    ...{ servername, ca: proxy.authority.certificate, ALPNProtocols: ['h2'] },
  })
  await using client = h2Client(`https://${servername}`, { createConnection: () => secure })
  return (await client.ask()).text
}

test.each([
  ['the control port', 'home.test', 'control', 'serves this run itself'],
  ['another proxy', 'home.test', 'reverse', 'is another proxy of this run'],
  ['the proxy itself', 'home.test', 'forward', 'is this proxy itself'],
  ['the metadata of a cloud', 'cloud.test', null, 'is link-local'],
] as const)(
  'a name that leads to %s is refused where it is looked up, by every way in',
  async (_, name, which, why) => {
    naming({
      'home.test': ['127.0.0.1'],
      'blind.home.test': ['127.0.0.1'],
      'cloud.test': ['169.254.169.254'],
      'blind.cloud.test': ['169.254.169.254'],
    })
    await using run = await setting(['blind.*'])
    const port = which === null ? 80 : run.ports[which]
    const { proxy } = run
    expect(await byAbsolute(proxy.port, `${name}:${port}`)).toContain(why)
    expect(await byAbsolute(proxy.port, `${name}:${port}`, 'https')).toContain(why)
    expect(await byConnect(proxy.port, `blind.${name}:${port}`)).toContain(why)
    expect(await withinTls(proxy, `${name}:${port}`, name)).toContain(why)
    const plain = await talk(
      await tunnelTo(proxy.port, `${name}:${port}`),
      'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    )
    expect(plain.text).toContain(why)
    expect([run.control.accepted, run.upstream.accepted]).toEqual([0, 0])
  },
)

test('the address that was looked up is the one that is dialled: a name that leads elsewhere next time does not help', async () => {
  const asked = naming({ 'rebound.test': ['127.0.0.2', '127.0.0.1'] })
  await using run = await setting()
  await using good = await httpOrigin()
  // Nobody listens at 127.0.0.2, and at 127.0.0.1 somebody does: asking twice would reach him.
  expect(await byAbsolute(run.proxy.port, `rebound.test:${good.port}`)).toMatch(/^HTTP\/1\.1 502 .*127\.0\.0\.2/s)
  expect(asked).toEqual(['rebound.test'])
  expect(await byAbsolute(run.proxy.port, `rebound.test:${good.port}`)).toContain('200 OK')
  expect(asked).toEqual(['rebound.test', 'rebound.test'])
})
