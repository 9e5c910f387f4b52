// Over 150 lines: certificates as openssl reads them, and the folder that they come from, are one authority.
import { spawnSync } from 'node:child_process'
import { createHash, X509Certificate } from 'node:crypto'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { UserError } from '../../../src/core/problem.js'
import { openAuthority } from '../../../src/proxy/tls/authority.js'

const DAY_MS = 86_400_000
const folders: string[] = []
const fresh = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'fallacy-test-'))
  folders.push(folder)
  return join(folder, 'ca')
}
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

const at = (iso: string) => () => new Date(iso)
const now = () => new Date()

const failure = async (made: Promise<unknown>): Promise<UserError> => {
  const error: unknown = await made.then(
    () => null,
    error => error,
  )
  if (error instanceof UserError) return error
  throw new Error(`no UserError but ${error}`)
}

const strict = (folder: string, certificate: string, purpose = 'sslserver') => {
  const leaf = join(folder, '..', 'leaf.pem')
  writeFileSync(leaf, certificate)
  const { stdout, stderr } = spawnSync('openssl', [
    ...['verify', '-x509_strict', '-purpose', purpose, '-CAfile', join(folder, 'certs/ca.pem'), leaf],
  ])
  return `${stdout}${stderr}`
}

test.each(['api.payments.test', '*.x.test', '127.0.0.1', '::1', 'a-name-of-'.padEnd(80, 'x')])(
  'a certificate for %s passes the strict checks of openssl and Node',
  async host => {
    const folder = fresh()
    const authority = await openAuthority({ folder, now })
    const { certificate } = authority.mint(host)
    expect(strict(folder, certificate)).toMatch(/: OK\n$/)
    const [leaf, ca] = [new X509Certificate(certificate), new X509Certificate(authority.certificate)]
    expect(leaf.checkIssued(ca)).toBe(true)
    expect(leaf.verify(ca.publicKey)).toBe(true)
    const isAddress = /^[\d.]+$|::/.test(host)
    expect(isAddress ? leaf.checkIP(host) : leaf.checkHost(host.replace('*', 'www'))).toBeDefined()
    expect(isAddress ? leaf.checkIP('127.0.0.2') : leaf.checkHost('other.test')).toBeUndefined()
  },
)

test('the authority passes the strict checks as well, and signs no other authorities', async () => {
  const folder = fresh()
  const { certificate } = await openAuthority({ folder, now })
  expect(strict(folder, certificate, 'crlsign')).toContain('OK')
  const { stdout } = spawnSync('openssl', ['x509', '-noout', '-text'], { input: certificate })
  expect(String(stdout)).toContain('CA:TRUE, pathlen:0')
})

test('serial numbers are positive, of one length, and all different', async () => {
  const { mint } = await openAuthority({ folder: fresh(), now })
  const serials = Array.from({ length: 200 }, () => new X509Certificate(mint('a.test').certificate).serialNumber)
  expect(serials.filter(serial => !/^[4-7][\dA-F]{31}$/.test(serial))).toEqual([])
  expect(new Set(serials).size).toBe(200)
})

test.each(['2027-01-01T00:30:00Z', '2028-02-29T12:00:00Z', '2026-12-31T23:59:59Z', '2049-12-20T00:00:00Z'])(
  'at %s the authority lasts about 90 days and a certificate at most 31, never longer than the authority',
  async iso => {
    const folder = fresh()
    const start = new Date(iso).getTime()
    const authority = await openAuthority({ folder, now: at(iso) })
    expect(authority.expires.getTime() - start).toBe(90 * DAY_MS - (start % 1000))
    const { validFrom, validTo } = new X509Certificate(authority.mint('a.test').certificate)
    expect(new Date(validTo).getTime() - new Date(validFrom).getTime()).toBe(31 * DAY_MS)
    const late = await openAuthority({ folder, now: () => new Date(start + 80 * DAY_MS) })
    expect(new Date(new X509Certificate(late.mint('a.test').certificate).validTo)).toEqual(authority.expires)
  },
)

test.skipIf(process.platform === 'win32')('nobody else can read it, whatever the umask', async () => {
  const folder = fresh()
  const before = process.umask(0)
  await openAuthority({ folder, now }).finally(() => process.umask(before))
  const mode = (path: string) => (statSync(join(folder, path)).mode & 0o777).toString(8)
  expect(['', 'certs', 'keys', 'keys/ca.private.key'].map(mode)).toEqual(['700', '700', '700', '600'])
})

test.skipIf(process.platform === 'win32').each(['', 'keys', 'keys/ca.private.key'])(
  'a key that others could have read is refused: %s',
  async path => {
    const folder = fresh()
    await openAuthority({ folder, now })
    chmodSync(join(folder, path), 0o755)
    const { message, exit, hints } = await failure(openAuthority({ folder, now }))
    expect(message).toContain(`${join(folder, path)} holds the key of the certificate authority and is open to others`)
    expect(exit).toBe('environment')
    expect(hints[0]).toContain(`chmod -R go= ${folder}`)
  },
)

const hashes = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true })
    .map(name => join(folder, String(name)))
    .filter(path => statSync(path).isFile())
    .sort()
    .map(path => `${path} ${createHash('sha256').update(readFileSync(path)).digest('hex')}`)

test.each([
  ['a damaged certificate', (folder: string) => writeFileSync(join(folder, 'certs/ca.pem'), 'no'), 'cannot be read'],
  ['an empty key', (folder: string) => writeFileSync(join(folder, 'keys/ca.private.key'), ''), 'cannot be read'],
  ['no certificate', (folder: string) => rmSync(join(folder, 'certs'), { recursive: true }), 'cannot be read'],
  ['no key', (folder: string) => rmSync(join(folder, 'keys/ca.private.key')), 'is not whole'],
])('%s is told with the folder and what would do, and is left as it is', async (_, damage, why) => {
  const folder = fresh()
  await openAuthority({ folder, now })
  damage(folder)
  const before = hashes(folder)
  const { message, hints } = await failure(openAuthority({ folder, now }))
  expect(message).toContain(`the certificate authority in ${folder} ${why}`)
  expect(hints[0]).toContain(`remove ${folder}`)
  expect(hashes(folder)).toEqual(before)
})

test('a certificate with the key of another is damage', async () => {
  const [folder, other] = [fresh(), fresh()]
  await openAuthority({ folder, now })
  await openAuthority({ folder: other, now })
  writeFileSync(join(folder, 'keys/ca.private.key'), readFileSync(join(other, 'keys/ca.private.key')))
  expect((await failure(openAuthority({ folder, now }))).message).toContain('its key is that of another certificate')
})

test('an authority that has expired is told, not replaced', async () => {
  const folder = fresh()
  await openAuthority({ folder, now: at('2026-01-01T00:00:00Z') })
  const before = hashes(folder)
  const { message } = await failure(openAuthority({ folder, now: at('2026-06-01T00:00:00Z') }))
  expect(message).toContain('expired on Apr  1 00:00:00 2026 GMT')
  expect(hashes(folder)).toEqual(before)
})

test('those that start at once end with the authority that is on disk, and leave no drafts', async () => {
  const folder = fresh()
  const all = await Promise.all(Array.from({ length: 4 }, () => openAuthority({ folder, now })))
  const stored = readFileSync(join(folder, 'certs/ca.pem'), 'utf8')
  expect(new Set(all.map(({ certificate }) => certificate))).toEqual(new Set([stored]))
  expect(readdirSync(join(folder, '..'))).toEqual(['ca'])
})

test('an authority for named hosts can speak for these and what is under them only', async () => {
  const folder = fresh()
  const { mint } = await openAuthority({ folder, now, hosts: ['payments.test'] })
  expect(strict(folder, mint('payments.test').certificate)).toContain('OK')
  expect(strict(folder, mint('api.payments.test').certificate)).toContain('OK')
  expect(strict(folder, mint('bank.example').certificate)).toContain('permitted subtree violation')
  expect(strict(folder, mint('127.0.0.1').certificate)).toContain('excluded subtree violation')
  expect(strict(folder, mint('::1').certificate)).toContain('excluded subtree violation')
})

test('an authority for addresses can speak for no names', async () => {
  const folder = fresh()
  const { mint } = await openAuthority({ folder, now, hosts: ['127.0.0.1', '::1'] })
  expect(strict(folder, mint('127.0.0.1').certificate)).toContain('OK')
  expect(strict(folder, mint('::1').certificate)).toContain('OK')
  expect(strict(folder, mint('127.0.0.2').certificate)).toContain('permitted subtree violation')
  expect(strict(folder, mint('bank.example').certificate)).toContain('excluded subtree violation')
})
