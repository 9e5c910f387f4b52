// Over 150 lines: one section of the file, key by key.
import { writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { upstreamOf } from '../../../src/proxy/rule.js'
import { changed, loaded, MINIMAL, problemsOf } from '../../support/load-text.js'
import { temporaryFolder } from '../../support/temporary-folder.js'
import { testAuthority } from '../../support/test-authority.js'

const PROXY = '{listen: "127.0.0.1:9002", upstream: "http://127.0.0.1:9102"}'
const withProxy = (proxy: string): string => changed(MINIMAL, PROXY, proxy)

test('a proxy listens on a free port of this machine unless told otherwise', async () => {
  const { proxies } = await loaded(withProxy('{upstream: "http://127.0.0.1:9102/base"}'))
  expect(proxies).toMatchObject([{ id: 'payments', listen: { host: '127.0.0.1', port: 0 }, routes: [] }])
  expect(proxies.map(upstreamOf)).toEqual(['http://127.0.0.1:9102/base'])
})

test.each(['', ', protocol: tcp'])('an upstream of tcp:// makes a proxy of TCP%s', async protocol => {
  const { proxies } = await loaded(withProxy(`{upstream: "tcp://127.0.0.1:6379"${protocol}}`))
  expect(proxies).toMatchObject([{ mode: 'tcp', id: 'payments', routes: [] }])
  expect(proxies.map(upstreamOf)).toEqual(['tcp://127.0.0.1:6379'])
})

test('routes are in the order of the file, and what they leave open matches all', async () => {
  const routes = '{refund: {path: "/v1/*/refunds", host: pay}, charge: {method: post, header: {x-kind: "*"}}, rest: {}}'
  const { proxies } = await loaded(withProxy(`{upstream: "http://127.0.0.1:1", routes: ${routes}}`))
  expect(proxies[0]?.routes).toEqual([
    { id: 'refund', method: null, path: '/v1/*/refunds', host: 'pay', headers: {} },
    { id: 'charge', method: 'POST', path: null, host: null, headers: { 'x-kind': '*' } },
    { id: 'rest', method: null, path: null, host: null, headers: {} },
  ])
})

test.each(['"[::1]:0"', 'localhost:8080', '"127.0.0.2:1"'])('listening on %s is allowed', async listen => {
  expect((await loaded(withProxy(`{listen: ${listen}, upstream: "http://127.0.0.1:1"}`))).proxies).toHaveLength(1)
})

test.each([
  ['listen: "0.0.0.0:80", upstream: "http://127.0.0.1:1"', 'E304', 'needs --listen'],
  ['listen: "[::]:80", upstream: "http://127.0.0.1:1"', 'E304', 'needs --listen'],
  ['listen: "192.168.1.5:80", upstream: "http://127.0.0.1:1"', 'E304', 'needs --listen'],
  ['listen: 9002, upstream: "http://127.0.0.1:1"', 'E110', 'expected text'],
  ['listen: "127.0.0.1", upstream: "http://127.0.0.1:1"', 'E110', 'expected an address'],
  ['listen: "127.0.0.1:70000", upstream: "http://127.0.0.1:1"', 'E110', 'expected an address'],
  ['listen: "127.0.0.1:0"', 'E102', '"upstream" is missing'],
  ['upstream: "http://me:secret@127.0.0.1"', 'E110', 'expected a URL'],
  ['upstream: "http://127.0.0.1/?q=1"', 'E110', 'expected a URL'],
  ['upstream: "ftp://127.0.0.1"', 'E110', 'expected a URL'],
  ['upstream: "http://127.0.0.1:1", protocol: tcp', 'E110', 'expected tcp://host:port'],
  ['upstream: "tcp://127.0.0.1:1", protocol: http', 'E110', 'expected "tcp", found "http"'],
  ['upstream: "tcp://127.0.0.1"', 'E110', 'expected tcp://host:port'],
  ['upstream: "tcp://127.0.0.1:1/base"', 'E110', 'expected tcp://host:port'],
  ['upstream: "tcp://127.0.0.1:1", routes: {a: {path: /v1}}', 'E110', 'a tcp proxy sees bytes, not requests'],
  ['upstream: "tcp://api.example:1"', 'E301', 'host api.example is not allowed'],
  ['upstream: "http://127.0.0.1:1", protocol: h3', 'E111', 'expected http or h2c'],
  ['upstream: "http://127.0.0.1:1", upstreamTls: {verify: false}', 'E212', 'is for an upstream of https://'],
  ['upstream: "https://127.0.0.1:1", upstreamTls: {cert: a.pem}', 'E110', 'expected cert and key, or neither'],
  ['upstream: "https://127.0.0.1:1", upstreamTls: {ca: a.pem}', 'E212', 'a.pem cannot be read: ENOENT'],
  ['upstream: "http://127.0.0.1:1", tls: yes', 'E110', 'expected auto, or cert and key'],
  ['upstream: "http://127.0.0.1:1", tls: {cert: a.pem}', 'E110', 'expected auto, or cert and key'],
  ['upstream: "http://127.0.0.1:1", routes: {a: {path: v1}}', 'E110', 'expected a path that starts with /'],
  ['upstream: "http://127.0.0.1:1", routes: {a: {verb: GET}}', 'E103', 'unknown key "verb"'],
  ['upstream: "http://127.0.0.1:1", routes: [a]', 'E110', 'found a list'],
])('%s is refused', async (proxy, code, message) => {
  const [problem, ...others] = await problemsOf(withProxy(`{${proxy}}`))
  expect(problem).toContain(code)
  expect(problem).toContain(message)
  expect(others).toEqual([])
})

test('a forward proxy looks into all tunnels unless told otherwise', async () => {
  const { proxies } = await loaded(withProxy('{mode: forward}'))
  expect(proxies).toMatchObject([{ mode: 'forward', intercept: ['*'], tunnel: [], refuse: [], map: new Map() }])
})

test('hosts are spelled as the proxy spells them, and mapped with or without a port', async () => {
  const { proxies } = await loaded(
    withProxy(
      '{mode: forward, intercept: ["*.Example", "127.1"], map: {API.test: "http://127.0.0.1:1", "b.test:8443": "http://127.0.0.1:2/base"}}',
    ),
  )
  expect(proxies).toMatchObject([{ intercept: ['*.example', '127.0.0.1'] }])
  const [proxy] = proxies
  const map = proxy?.mode === 'forward' ? [...proxy.map].map(([host, to]) => [host, to.href]) : []
  expect(map).toEqual([
    ['api.test', 'http://127.0.0.1:1/'],
    ['b.test:8443', 'http://127.0.0.1:2/base'],
  ])
})

test('how TLS is spoken with hosts behind a forward proxy is said host by host, with its files', async () => {
  await using folder = temporaryFolder()
  const { certificate } = await testAuthority()
  writeFileSync(folder.at('ours.pem'), certificate)
  const { proxies } = await loaded(
    withProxy('{mode: forward, upstreamTls: {"*.Internal.test": {ca: ours.pem}, old.test: {verify: false}}}'),
    { folder: folder.path },
  )
  const [proxy] = proxies
  expect(proxy?.mode === 'forward' ? [...proxy.upstreamTls] : []).toEqual([
    ['*.internal.test', { ca: certificate, verify: true }],
    ['old.test', { verify: false }],
  ])
})

test('a forward proxy judges hosts that are not mapped as safety says', async () => {
  const { proxies } = await loaded(withProxy('{mode: forward}'))
  const [proxy] = proxies
  const judge = proxy?.mode === 'forward' ? proxy.judge : () => null
  expect([judge('127.0.0.1'), judge('api.example'), judge('169.254.169.254')]).toEqual([
    null,
    'host api.example is not allowed by safety',
    'host 169.254.169.254 is link-local, which is never touched',
  ])
})

test.each([
  ['mode: forwards', 'E111', 'expected reverse or forward'],
  ['mode: forward, upstream: "http://127.0.0.1:1"', 'E110', 'a forward proxy goes where the client asks'],
  ['mode: forward, map: {"a b": "http://127.0.0.1:1"}', 'E110', 'expected a host, or host:port'],
  ['mode: forward, map: {"a:0": "http://127.0.0.1:1"}', 'E110', 'expected a host, or host:port'],
  ['mode: forward, map: {a: 127.0.0.1}', 'E110', 'expected a URL'],
  ['mode: forward, map: {a: "http://api.example"}', 'E301', 'host api.example is not allowed'],
  ['mode: forward, tunnel: [api.example]', 'E301', 'host api.example is not allowed'],
  ['mode: forward, refuse: ["a/b"]', 'E110', 'expected a host such as'],
  ['mode: forward, refuse: ["a:443"]', 'E110', 'expected a host without a port'],
  ['mode: forward, upstreamTls: {"*": {verify: false}}', 'E212', 'verify: false is for hosts that are named'],
  ['mode: forward, upstreamTls: {A.test: {ca: none.pem}}', 'E212', 'none.pem cannot be read'],
  ['mode: forward, upstreamTls: {verify: false}', 'E110', 'found false'],
  ['mode: forward, tls: auto', 'E110', 'clients reach a forward proxy without TLS'],
  ['upstream: "http://127.0.0.1:1", tunnel: [a]', 'E110', '"tunnel" is for a proxy of mode: forward'],
  ['upstream: "http://127.0.0.1:1", map: {}', 'E110', '"map" is for a proxy of mode: forward'],
])('of a forward proxy, %s is refused', async (proxy, code, message) => {
  const problems = await problemsOf(withProxy(`{${proxy}}`))
  expect(problems.filter(problem => problem.includes(code) && problem.includes(message))).toHaveLength(1)
})

test('a listener over TLS has a certificate of our own, or that of two files', async () => {
  await using folder = temporaryFolder()
  const authority = await testAuthority()
  const { certificate, key } = authority.mint('shop.test')
  writeFileSync(folder.at('shop.pem'), certificate)
  writeFileSync(folder.at('shop.key'), key)
  const proxies = async (tls: string) =>
    (await loaded(withProxy(`{upstream: "http://127.0.0.1:1", tls: ${tls}}`), { folder: folder.path })).proxies
  expect(await proxies('auto')).toMatchObject([{ tls: 'auto' }])
  expect(await proxies('{cert: shop.pem, key: ./shop.key}')).toMatchObject([{ tls: { cert: certificate, key } }])
})

test('files that make no certificate are told', async () => {
  await using folder = temporaryFolder()
  writeFileSync(folder.at('empty.pem'), '')
  const told = async (tls: string) =>
    (await problemsOf(withProxy(`{upstream: "http://127.0.0.1:1", tls: ${tls}}`), { folder: folder.path })).join('\n')
  expect(await told('{cert: none.pem, key: .}')).toMatch(/E212.*none.pem cannot be read: ENOENT\n.*it is no file/s)
  expect(await told('{cert: empty.pem, key: empty.pem}')).toContain('empty.pem cannot be read: it is no PEM')
})
