import { expect, test } from 'vitest'
import { asked, curl, secureProxy } from '../support/secure-proxy.js'
import { secured, tunnelTo } from '../support/tunnel.js'
import { withForward } from '../support/with-forward.js'
import { eventually, faultNamed } from '../support/with-proxy.js'

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
