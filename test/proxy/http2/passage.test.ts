import { writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { echo, h2Client, h2Origin } from '../../support/h2.js'
import { need } from '../../support/need.js'
import { httpOrigin } from '../../support/origin.js'
import { runProgram } from '../../support/run-program.js'
import { temporaryFolder } from '../../support/temporary-folder.js'
import { testAuthority } from '../../support/test-authority.js'
import { withForward } from '../../support/with-forward.js'
import { withProxy } from '../../support/with-proxy.js'

const H2C = { protocol: 'h2c' } as const

test('by prior knowledge both sides speak HTTP/2: bodies, trailers and many streams pass', async () => {
  await using origin = await h2Origin(echo)
  await using proxy = await withProxy({ upstream: origin.url, spec: H2C })
  await using client = h2Client(proxy.url)
  const big = Buffer.alloc(1_500_000, 'x')
  const reply = await client.ask({ ':method': 'POST', ':path': '/a?b' }, big)
  expect(reply).toMatchObject({
    status: 200,
    headers: { 'x-path': '/a?b' },
    trailers: { 'x-bytes': '1500000' },
    code: 0,
  })
  expect(reply.text.length).toBe(1_500_000)
  const all = await Promise.all(Array.from({ length: 100 }, (_, at) => client.ask({ ':method': 'POST' }, `n${at}`)))
  expect(all.map(({ text }) => text)).toEqual(all.map((_, at) => `n${at}`))
  expect(origin.sessions).toBe(1)
  expect((await proxy.closed(101)).every(({ end }) => end === 'complete')).toBe(true)
  expect(proxy.facts('exchange.opened')[0]).toMatchObject({ protocol: 'http2', method: 'POST', target: '/a?b' })
})

test('a listener of both versions tells them apart by the first bytes', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url, spec: H2C })
  expect(await (await fetch(proxy.url)).text()).toBe('ok')
})

test('over TLS the client chooses by ALPN; an upstream of HTTP/1.1 gets a request of HTTP/1.1', async () => {
  await using origin = await httpOrigin()
  const authority = await testAuthority()
  await using proxy = await withProxy({ upstream: origin.url, authority, spec: { tls: 'auto' } })
  await using client = h2Client(proxy.url, { ca: authority.certificate })
  const cookies = { cookie: ['a=1', 'b=2'], te: 'trailers' }
  expect(await client.ask({ ':method': 'POST', ':path': '/a', ...cookies }, 'hello')).toMatchObject({
    text: 'ok',
    code: 0,
  })
  const [seen] = origin.seen
  expect(seen).toMatchObject({ received: 5, state: 'complete', target: '/a' })
  expect(seen?.headers).toEqual([
    ['host', `127.0.0.1:${proxy.port}`],
    ['cookie', 'a=1; b=2'],
    ['Transfer-Encoding', 'chunked'],
  ])
})

test('an upstream over TLS is spoken to in HTTP/2 when it offers that, and believed only with the right certificate', async () => {
  const authority = await testAuthority()
  const { certificate: cert, key } = authority.mint('127.0.0.1')
  await using origin = await h2Origin(echo, { cert, key })
  const through = async (upstreamTls?: { readonly ca?: string; readonly verify?: boolean }) => {
    const spec = { tls: 'auto', ...(upstreamTls && { upstreamTls }) } as const
    await using proxy = await withProxy({ upstream: origin.url, authority, spec })
    await using client = h2Client(proxy.url, { ca: authority.certificate })
    const reply = await client.ask({ ':method': 'POST' }, 'hello')
    return { ...reply, warnings: proxy.facts('warning.raised').map(({ message }) => message) }
  }
  expect(await through({ ca: authority.certificate })).toMatchObject({ status: 200, text: 'hello' })
  const warnings = ['proxy payments: the certificate of its upstream is not verified (upstreamTls.verify: false)']
  expect(await through({ verify: false })).toMatchObject({ status: 200, text: 'hello', warnings })
  const refused = await through()
  expect(refused.status).toBe(502)
  expect(refused.text).toContain('TLS with 127.0.0.1: ')
})

test('curl speaks HTTP/2 to both kinds of listeners', async context => {
  need(context, 'curl')
  await using origin = await h2Origin(echo)
  const authority = await testAuthority()
  await using folder = temporaryFolder()
  writeFileSync(folder.at('ca.pem'), authority.certificate)
  const spec = { ...H2C, tls: 'auto' } as const
  await using secure = await withProxy({ upstream: origin.url, authority, spec })
  await using plain = await withProxy({ upstream: origin.url, spec: H2C })
  const ask = ['-sS', '-d', 'hello', '-w', ' %{http_version} %{http_code}']
  const trusting = ['--cacert', folder.at('ca.pem')]
  expect((await runProgram(['curl', ...ask, ...trusting, '--http2', secure.url])).stdout).toBe('hello 2 200')
  expect((await runProgram(['curl', ...ask, '--http2-prior-knowledge', plain.url])).stdout).toBe('hello 2 200')
})

test('through a forward proxy that looks into the tunnel, a client speaks HTTP/2', async context => {
  need(context, 'curl')
  await using origin = await httpOrigin()
  await using proxy = await withForward({ map: new Map([['a.test', origin.url]]) })
  await using folder = temporaryFolder()
  writeFileSync(folder.at('ca.pem'), proxy.authority.certificate)
  const ask = ['-sS', '--proxy', proxy.url, '--cacert', folder.at('ca.pem'), '-w', ' %{http_version}']
  expect((await runProgram(['curl', ...ask, '--http2', 'https://a.test/x'])).stdout).toBe('ok 2')
  expect((await runProgram(['curl', ...ask, '--http1.1', 'https://a.test/x'])).stdout).toBe('ok 1.1')
  expect(proxy.facts('exchange.opened').map(({ protocol }) => protocol)).toEqual(['http2', 'http1'])
})
