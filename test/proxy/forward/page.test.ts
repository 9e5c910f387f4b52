import { expect, test } from 'vitest'
import { talkRaw } from '../../support/raw-client.js'
import { secured, talk, tunnelTo } from '../../support/tunnel.js'
import { withForward } from '../../support/with-forward.js'

const asks = (line: string) => `${line} HTTP/1.1\r\nHost: fallacy.invalid\r\nConnection: close\r\n\r\n`

test('the page tells which proxy this is and how to trust it, and is no exchange', async () => {
  await using proxy = await withForward({ judge: host => `host ${host} is not allowed` })
  const { text } = await talkRaw(proxy.port, asks('GET http://fallacy.invalid/'))
  expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
  expect(text).toContain('the proxy <em>egress</em> of fallacy')
  expect(text).toContain(proxy.authority.fingerprint)
  for (const told of ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'keytool', 'curl --cacert']) expect(text).toContain(told)
  expect(proxy.entries.filter(({ type }) => type.startsWith('exchange'))).toEqual([])
})

test('it gives the certificate, by TLS as well and through a plain tunnel', async () => {
  await using proxy = await withForward()
  const ca = proxy.authority.certificate
  const secure = await secured(await tunnelTo(proxy.port, 'fallacy.invalid:443'), { servername: 'fallacy.invalid', ca })
  expect((await talk(secure, asks('GET /ca.pem'))).text).toContain(ca)
  const plain = await tunnelTo(proxy.port, 'fallacy.invalid:80')
  expect((await talk(plain, asks('GET /ca.pem'))).text).toContain(ca)
})

test.each([
  ['GET http://fallacy.invalid/other', 404],
  ['POST http://fallacy.invalid/', 405],
  ['HEAD http://fallacy.invalid/', 200],
])('%s is answered with %i', async (line, status) => {
  await using proxy = await withForward()
  expect((await talkRaw(proxy.port, asks(line))).text).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
})
