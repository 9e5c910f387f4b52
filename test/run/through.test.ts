import { readFileSync, statSync } from 'node:fs'
import { expect, test } from 'vitest'
import { sentThrough, throughEnvironment } from '../../src/run/through.js'
import { httpOrigin } from '../support/origin.js'
import { runProgram } from '../support/run-program.js'
import { type TestForward, withForward } from '../support/with-forward.js'
import { faultNamed } from '../support/with-proxy.js'

const { PATH = '' } = process.env
const environmentFor = (proxy: TestForward) => ({ PATH, ...throughEnvironment(proxy, proxy.authority, {}) })
const mapped = (url: URL) => ({ map: new Map([['api.payments.test', url]]) })

const NODE_CLIENT = `
  const https = require('node:https')
  const http = require('node:http')
  const got = (client, url) => new Promise(done => {
    client.get(url, reply => { let text = ''; reply.on('data', part => (text += part)); reply.on('end', () => done(reply.statusCode + ' ' + text)) })
      .on('error', error => done(error.code))
  })
  const fetched = url => fetch(url).then(async reply => reply.status + ' ' + await reply.text(), error => error.cause?.code ?? error.message)
  ;(async () => {
    const secure = 'https://api.payments.test/v1?x=1'
    const plain = 'http://api.payments.test/plain'
    console.log(JSON.stringify([await got(https, secure), await got(http, plain), await fetched(secure), await fetched(plain)]))
  })()`

const nodeSees = async (env: NodeJS.ProcessEnv): Promise<unknown> => {
  const { stdout: out, stderr: err } = await runProgram([process.execPath, '-e', NODE_CLIENT], { env })
  if (out === '') throw new Error(err)
  return JSON.parse(out)
}

test('a Node program goes through the proxy with http, https and fetch, and trusts it', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withForward(mapped(origin.url))
  expect(await nodeSees(environmentFor(proxy))).toEqual(['200 ok', '200 ok', '200 ok', '200 ok'])
  expect(origin.seen.map(({ target }) => target)).toEqual(['/v1?x=1', '/plain', '/v1?x=1', '/plain'])
  expect(proxy.facts('exchange.closed')).toHaveLength(4)
})

test('a Node program meets a reset as one', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withForward(mapped(origin.url))
  proxy.inject(faultNamed('reset', {}))
  expect(await nodeSees(environmentFor(proxy))).toEqual(['ECONNRESET', 'ECONNRESET', 'ECONNRESET', 'ECONNRESET'])
})

test('a Node program still talks to its own machine directly', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withForward()
  const { stdout: out } = await runProgram(
    [process.execPath, '-e', `fetch('${origin.url}').then(async reply => console.log(await reply.text()))`],
    { env: environmentFor(proxy) },
  )
  expect(out).toBe('ok\n')
  expect(proxy.facts('exchange.opened')).toEqual([])
})

test('curl goes through the proxy and trusts it', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withForward(mapped(origin.url))
  const { stdout: out, stderr: err } = await runProgram(['curl', '-sS', 'https://api.payments.test/'], {
    env: environmentFor(proxy),
  })
  expect(out + err).toBe('ok')
})

const PYTHON = `
import urllib.request
print(urllib.request.urlopen('https://api.payments.test/').read().decode())`

test('Python goes through the proxy and trusts it', async ({ skip }) => {
  const found = await runProgram(['python3', '--version'], { env: { PATH } }).catch(() => null)
  if (found?.code !== 0) skip('there is no python3')
  await using origin = await httpOrigin()
  await using proxy = await withForward(mapped(origin.url))
  const { stdout: out, stderr: err } = await runProgram(['python3', '-c', PYTHON], { env: environmentFor(proxy) })
  expect(out + err).toBe('ok\n')
})

test('what was trusted before is trusted still, and others cannot change it', async () => {
  await using proxy = await withForward()
  const { SSL_CERT_FILE = '' } = throughEnvironment(proxy, proxy.authority, {})
  const text = readFileSync(SSL_CERT_FILE, 'utf8')
  expect(text.match(/BEGIN CERTIFICATE/g)?.length).toBeGreaterThan(50)
  expect(text.endsWith(proxy.authority.certificate)).toBe(true)
  expect(statSync(SSL_CERT_FILE).mode & 0o777).toBe(0o600)
})

test("only services that go through a proxy are told of it, and the file's own word wins", async () => {
  await using proxy = await withForward()
  const service = { id: 'a', command: ['a'], cwd: '.', ready: null, stop: { signal: 'SIGTERM', graceMs: 1 } } as const
  const rest = { onExit: 'abort', log: 'keep', dependsOn: [] } as const
  const env = { NO_PROXY: 'x.test', NODE_OPTIONS: '--no-warnings' }
  const [through, direct] = await sentThrough(
    [
      { ...service, ...rest, env, through: 'egress' },
      { ...service, ...rest, env },
    ],
    {
      addresses: new Map([['egress', { url: proxy.url, host: '127.0.0.1', port: proxy.port }]]),
      authority: async () => proxy.authority,
      shown: false,
    },
  )
  expect(through?.env).toMatchObject({ HTTPS_PROXY: proxy.url, https_proxy: proxy.url, NO_PROXY: 'x.test' })
  expect(through?.env.NODE_OPTIONS).toMatch(/^--no-warnings --import=file:/)
  expect(direct?.env).toEqual(env)
})

test('where a proxy shows certificates of the authority, a service is told to trust it and goes through none', async () => {
  await using proxy = await withForward()
  const service = { id: 'a', command: ['a'], cwd: '.', ready: null, stop: { signal: 'SIGTERM', graceMs: 1 } } as const
  const rest = { onExit: 'abort', log: 'keep', dependsOn: [], env: { PIP_CERT: 'mine.pem' } } as const
  const ways = { addresses: new Map(), authority: async () => proxy.authority, shown: true }
  const [told] = await sentThrough([{ ...service, ...rest }], ways)
  expect(told?.env).toMatchObject({ SSL_CERT_FILE: expect.stringMatching(/bundle\.pem$/), PIP_CERT: 'mine.pem' })
  expect(told?.env).toHaveProperty('NODE_EXTRA_CA_CERTS')
  expect(told?.env).not.toHaveProperty('HTTPS_PROXY')
})
