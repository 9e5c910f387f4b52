// Over 150 lines: TLS that ends in a tunnel, from the handshake to the upstream.
import https from 'node:https'
import net from 'node:net'
import tls from 'node:tls'
import { expect, test } from 'vitest'
import type { ForwardSpec } from '../../../src/proxy/rule.js'
import { openAuthority } from '../../../src/proxy/tls/authority.js'
import { httpOrigin } from '../../support/origin.js'
import { runProgram } from '../../support/run-program.js'
import { temporaryFolder } from '../../support/temporary-folder.js'
import { secured, talk, tunnelTo } from '../../support/tunnel.js'
import { withForward } from '../../support/with-forward.js'
import { eventually, faultNamed } from '../../support/with-proxy.js'

const GET = 'GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n'

test('the certificate is for the name of the handshake, or else for the host of the tunnel', async () => {
  await using proxy = await withForward()
  const { certificate: ca } = proxy.authority
  const names = async (authority: string, options: tls.ConnectionOptions) => {
    const secure = await secured(await tunnelTo(proxy.port, authority), { ca, ...options })
    const { subjectaltname } = secure.getPeerCertificate()
    secure.destroy()
    return subjectaltname
  }
  const unchecked = { checkServerIdentity: () => undefined }
  expect(await names('a.test:443', { servername: 'b.test' })).toBe('DNS:b.test')
  expect(await names('a.test:443', { servername: 'a.test' })).toBe('DNS:a.test')
  expect(await names('a.test:443', { servername: '', ...unchecked })).toBe('DNS:a.test')
  expect(await names('127.0.0.1:443', { servername: '', ...unchecked })).toBe('IP Address:127.0.0.1')
  expect(await names('[::1]:443', { servername: '', ...unchecked })).toBe('IP Address:0:0:0:0:0:0:0:1')
})

test.each(['TLSv1.2', 'TLSv1.3'] as const)('%s is spoken', async version => {
  await using origin = await httpOrigin()
  await using proxy = await withForward({ map: new Map([['a.test', origin.url]]) })
  const secure = await secured(await tunnelTo(proxy.port, 'a.test:443'), {
    ...{ servername: 'a.test', ca: proxy.authority.certificate, minVersion: version, maxVersion: version },
  })
  expect(secure.getProtocol()).toBe(version)
  expect((await talk(secure, GET)).text).toContain('200 OK')
})

test('of ALPN, h2 is chosen before http/1.1, and a client that wants neither is told no', async () => {
  await using proxy = await withForward()
  const ca = proxy.authority.certificate
  const offer = async (ALPNProtocols: string[]) =>
    secured(await tunnelTo(proxy.port, 'a.test:443'), { servername: 'a.test', ca, ALPNProtocols })
  const both = await offer(['h2', 'http/1.1'])
  expect(both.alpnProtocol).toBe('h2')
  both.destroy()
  await expect(offer(['h3'])).rejects.toThrow(/alert/)
})

test('a client that does not trust the authority is told in the journal, once', async () => {
  await using proxy = await withForward()
  for (const _ of [1, 2]) {
    const { stderr: err } = await runProgram(['curl', '-sS', '--proxy', proxy.url, 'https://a.test/'])
    expect(err).toContain('certificate')
  }
  await eventually(
    () => proxy.facts('warning.raised'),
    warnings => warnings.length > 0,
  )
  expect(proxy.facts('warning.raised').map(({ message }) => message)).toEqual([
    expect.stringContaining('a client gave up its TLS with a.test: it does not trust'),
  ])
})

test('sixty tunnels at once each lead to their own host', async () => {
  await using origin = await httpOrigin((request, response) => response.end(request.headers.host))
  const hosts = Array.from({ length: 60 }, (_, at) => `h${at % 30}.test`)
  await using proxy = await withForward({ map: new Map(hosts.map(host => [host, origin.url])) })
  const answers = await Promise.all(
    hosts.map(async host => {
      const ca = proxy.authority.certificate
      const secure = await secured(await tunnelTo(proxy.port, `${host}:443`), { servername: host, ca })
      return (await talk(secure, GET.replace('a.test', host))).text
    }),
  )
  expect(answers.map(text => /[^\n]*$/.exec(text)?.[0])).toEqual(hosts)
})

test('a ClientHello in single bytes is understood', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withForward({ map: new Map([['a.test', origin.url]]) })
  const socket = await tunnelTo(proxy.port, 'a.test:443')
  const relay = net.createServer(async client => {
    socket.pipe(client)
    for await (const part of client)
      for (const byte of part) await new Promise(resolve => socket.write(Buffer.from([byte]), resolve))
  })
  await new Promise<void>(resolve => relay.listen(0, '127.0.0.1', resolve))
  const at = relay.address()
  const secure = await secured(net.connect(typeof at === 'object' ? (at?.port ?? 0) : 0, '127.0.0.1'), {
    ...{ servername: 'a.test', ca: proxy.authority.certificate },
  })
  expect((await talk(secure, GET)).text).toContain('200 OK')
  socket.destroy()
  await new Promise(resolve => relay.close(resolve))
})

test('a malformed request inside TLS is refused and the connection ends', async () => {
  await using proxy = await withForward()
  const secure = await secured(await tunnelTo(proxy.port, 'a.test:443'), {
    ...{ servername: 'a.test', ca: proxy.authority.certificate },
  })
  expect((await talk(secure, 'GET / HTTP/1.1\nHost: a\n\n')).text).toMatch(/^HTTP\/1\.1 400 Bad Request/)
})

test('a reset under TLS is a reset to the client', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withForward({ map: new Map([['a.test', origin.url]]) })
  proxy.inject(faultNamed('reset', {}))
  const secure = await secured(await tunnelTo(proxy.port, 'a.test:443'), {
    ...{ servername: 'a.test', ca: proxy.authority.certificate },
  })
  expect((await talk(secure, GET)).error).toMatch(/ECONNRESET/)
})

/** An HTTPS origin on 127.0.0.1 with a certificate that nobody here trusts, but whoever is given its authority. */
const strangeOrigin = async () => {
  const stranger = await strangersAuthority()
  const { certificate, key } = stranger.mint('127.0.0.1')
  const origin = https.createServer({ cert: certificate, key }, (_, response) => response.end('strange'))
  origin.on('tlsClientError', () => {})
  await new Promise<void>(resolve => origin.listen(0, '127.0.0.1', resolve))
  const at = origin.address()
  return {
    ca: stranger.certificate,
    url: new URL(`https://127.0.0.1:${typeof at === 'object' ? at?.port : ''}`),
    async [Symbol.asyncDispose]() {
      origin.closeAllConnections()
      await new Promise(resolve => origin.close(resolve))
    },
  }
}

const strangersAuthority = async () => {
  await using folder = temporaryFolder()
  return await openAuthority({ folder: folder.at('ca'), now: () => new Date() })
}

test('an upstream whose certificate is not trusted is a 502 that says so, unless its host is told otherwise', async () => {
  await using origin = await strangeOrigin()
  const told = async (upstreamTls: ForwardSpec['upstreamTls']) => {
    const map = new Map(['a.test', 'b.test'].map(host => [host, origin.url]))
    await using proxy = await withForward({ map, upstreamTls })
    const answers = []
    for (const host of ['a.test', 'b.test']) {
      const ca = proxy.authority.certificate
      const secure = await secured(await tunnelTo(proxy.port, `${host}:443`), { servername: host, ca })
      answers.push((await talk(secure, GET.replace('a.test', host))).text)
    }
    return { answers, warnings: proxy.facts('warning.raised').map(({ message }) => message) }
  }
  const refused = /^HTTP\/1\.1 502 Bad Gateway\r\n.*x-fallacy-error: TLS with 127\.0\.0\.1: unable to /s
  const passed = /^HTTP\/1\.1 200 OK\r\n.*strange$/s
  const strict = await told(new Map())
  expect(strict.answers).toEqual([expect.stringMatching(refused), expect.stringMatching(refused)])
  const vouched = await told(new Map([['b.*', { ca: origin.ca }]]))
  expect(vouched.answers).toEqual([expect.stringMatching(refused), expect.stringMatching(passed)])
  expect(vouched.warnings).toEqual([])
  const lax = await told(new Map([['a.test', { verify: false }]]))
  expect(lax.answers).toEqual([expect.stringMatching(passed), expect.stringMatching(refused)])
  expect(lax.warnings).toEqual([
    'proxy egress: the certificates of a.test are not verified (upstreamTls.verify: false)',
  ])
})

test('a host that is passed on blindly shows its own certificate', async () => {
  await using folder = temporaryFolder()
  const other = await openAuthority({ folder: folder.at('ca'), now: () => new Date() })
  const { certificate, key } = other.mint('127.0.0.1')
  const server = tls.createServer({ cert: certificate, key }, socket => socket.end('hello'))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const at = server.address()
  await using proxy = await withForward({ tunnel: ['127.*'] })
  const socket = await tunnelTo(proxy.port, `127.0.0.1:${typeof at === 'object' ? at?.port : ''}`)
  const secure = await secured(socket, { host: '127.0.0.1', ca: other.certificate })
  expect((await talk(secure, '')).text).toBe('hello')
  expect(proxy.facts('exchange.opened')).toMatchObject([{ protocol: 'tcp', method: 'CONNECT' }])
  await new Promise(resolve => server.close(resolve))
})

test('routes of a forward proxy are told apart by their hosts', async () => {
  await using origin = await httpOrigin()
  const route = { method: null, path: null, headers: {} }
  await using proxy = await withForward({
    ...{ map: new Map(['a.test', 'b.test'].map(host => [host, origin.url])) },
    routes: [{ ...route, id: 'a', host: 'a.test' }],
  })
  proxy.inject(faultNamed('respond', { status: 503 }), 'egress/a')
  for (const host of ['a.test', 'b.test']) {
    const ca = proxy.authority.certificate
    const secure = await secured(await tunnelTo(proxy.port, `${host}:443`), { servername: host, ca })
    expect((await talk(secure, GET.replace('a.test', host))).text).toContain(host === 'a.test' ? ' 503 ' : ' 200 ')
  }
  expect(proxy.facts('exchange.opened').map(({ route }) => route)).toEqual(['egress/a', 'egress'])
})

test.each(['A.TEST', 'ex ample', '::1', 'a/../b', '*', 'x'.repeat(250), '-', 'a.test.', 'ünknown'])(
  'whatever name a client gives, it ends no more than its own connection: %s',
  async servername => {
    await using origin = await httpOrigin()
    await using proxy = await withForward({ map: new Map([['a.test', origin.url]]) })
    const shaken = secured(await tunnelTo(proxy.port, 'a.test:443'), { servername, rejectUnauthorized: false })
    const answer = await shaken.then(secure => talk(secure, GET)).catch(error => ({ text: `refused ${error}` }))
    expect(answer.text).toMatch(/^HTTP\/1\.1 200 OK|^refused /)
    const again = await secured(await tunnelTo(proxy.port, 'a.test:443'), {
      ...{ servername: 'a.test', ca: proxy.authority.certificate },
    })
    expect((await talk(again, GET)).text).toContain('200 OK')
  },
)
