import { generateKeyPairSync } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import tls from 'node:tls'
import { expect, test } from 'vitest'
import { ownCertificates } from '../../../src/proxy/tls/certificates.js'
import { need } from '../../support/need.js'
import { httpOrigin } from '../../support/origin.js'
import { runProgram } from '../../support/run-program.js'
import { temporaryFolder } from '../../support/temporary-folder.js'
import { testAuthority } from '../../support/test-authority.js'
import { talk } from '../../support/tunnel.js'
import { eventually, faultNamed, withProxy } from '../../support/with-proxy.js'

const GET = 'GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n'

const dial = (port: number, options: tls.ConnectionOptions): Promise<tls.TLSSocket> =>
  new Promise((resolve, reject) => {
    const socket = tls.connect({ port, host: '127.0.0.1', ...options }, () => resolve(socket))
    socket.once('error', reject)
  })

test('a listener with tls: auto speaks for the address and for every name that clients ask for', async () => {
  await using origin = await httpOrigin()
  const authority = await testAuthority()
  await using proxy = await withProxy({ upstream: origin.url, authority, spec: { tls: 'auto' } })
  expect(proxy.url).toBe(`https://127.0.0.1:${proxy.port}`)
  const names = async (servername: string) => {
    const socket = await dial(proxy.port, { ca: authority.certificate, servername })
    const { subjectaltname } = socket.getPeerCertificate()
    const { text } = await talk(socket, GET)
    return [subjectaltname, text.split('\r\n')[0]]
  }
  expect(await names('')).toEqual(['IP Address:127.0.0.1', 'HTTP/1.1 200 OK'])
  expect(await names('a.test')).toEqual(['DNS:a.test', 'HTTP/1.1 200 OK'])
  expect(origin.seen.map(({ headers }) => headers[0])).toEqual([
    ['Host', 'a.test'],
    ['Host', 'a.test'],
  ])
})

test('a listener with a certificate of the user shows that one', async () => {
  await using origin = await httpOrigin()
  const { certificate: cert, key } = (await testAuthority()).mint('shop.test')
  await using proxy = await withProxy({ upstream: origin.url, spec: { tls: { cert, key } } })
  const { certificate: ca } = await testAuthority()
  const socket = await dial(proxy.port, { ca, servername: 'shop.test' })
  expect((await talk(socket, GET)).text).toContain('200 OK')
})

test('a certificate with the key of another opens no listener', async () => {
  const { certificate: cert } = await testAuthority()
  const key = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .privateKey.export({ format: 'pem', type: 'pkcs8' })
    .toString()
  expect(() => ownCertificates({ cert, key })).toThrow(
    'the certificate of a proxy is of no use: the key does not match the certificate',
  )
})

test('a reset under TLS reaches the client as one', async () => {
  await using origin = await httpOrigin()
  const authority = await testAuthority()
  await using proxy = await withProxy({ upstream: origin.url, authority, spec: { tls: 'auto' } })
  proxy.inject(faultNamed('reset', { at: 'request' }))
  const socket = await dial(proxy.port, { ca: authority.certificate })
  expect((await talk(socket, GET)).error).toContain('ECONNRESET')
})

test('a client that does not trust the authority is told in the journal', async context => {
  need(context, 'curl')
  await using origin = await httpOrigin()
  const authority = await testAuthority()
  await using proxy = await withProxy({ upstream: origin.url, authority, spec: { tls: 'auto' } })
  expect((await runProgram(['curl', '-sS', proxy.url])).code).toBe(60)
  const [warning] = await eventually(
    () => proxy.facts('warning.raised'),
    warnings => warnings.length > 0,
  )
  expect(warning?.message).toContain('it does not trust the certificate authority of this proxy')
  await using folder = temporaryFolder()
  writeFileSync(folder.at('ca.pem'), authority.certificate)
  expect(await runProgram(['curl', '-sS', '--cacert', folder.at('ca.pem'), proxy.url])).toMatchObject({ stdout: 'ok' })
})
