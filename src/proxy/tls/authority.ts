import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { isIP } from 'node:net'
import type { Flaw } from '../../core/connection.js'
import { type AuthorityFolder, certificatePath, openFolder, type StoredAuthority } from './authority-folder.js'
import { certificateOf, keyIdentifier } from './certificate.js'
import type { Certificates } from './certificates.js'
import { authorityKey, servesTls, signsLeavesOnly, subjectKey, subjectName } from './extensions.js'
import { hostContexts } from './host-contexts.js'

const DAY_MS = 86_400_000
const LEAF_DAYS = 30

/** A certificate authority of this user's own: it speaks for every host to whoever trusts it. */
export interface Authority extends Certificates {
  readonly folder: string
  /** Where its certificate is, for clients. */
  readonly path: string
  /** PEM. */
  readonly certificate: string
  /** SHA-256, in hex with colons. */
  readonly fingerprint: string
  readonly expires: Date
}

/** Reads the authority of a folder, or makes it. Rejects with a UserError of exit `environment` when it is unfit. */
export const openAuthority = async (options: AuthorityFolder): Promise<Authority> => {
  const stored = await openFolder(options)
  const mint = minter(stored, options.now)
  const { fingerprint256, validTo } = stored.x509
  return {
    ...{ folder: options.folder, path: certificatePath(options.folder), certificate: stored.certificate, mint },
    ...{
      fingerprint: fingerprint256,
      expires: new Date(validTo),
      now: options.now,
      contextFor: hostContexts(mint, options.now),
    },
  }
}

/** Who signs a certificate. */
interface Issuer {
  readonly name: string
  readonly key: KeyObject
  /** PEM of what a server sends along, so that its clients find the issuer. */
  readonly chain: string
}

interface Pair {
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
}

const ellipticPair = (): Pair => generateKeyPairSync('ec', { namedCurve: 'P-256' })

/** One key for all hosts, names or IP addresses; in memory only: to make one for each would cost more than the handshake. */
const minter = ({ x509, key }: StoredAuthority, now: () => Date): Certificates['mint'] => {
  const pair = ellipticPair()
  const authority: Issuer = { name: x509.subject.replace(/^CN=/, ''), key, chain: '' }
  const [start, end] = [new Date(x509.validFrom).getTime(), new Date(x509.validTo).getTime()]
  return (host, flaw) => {
    const today = now().getTime()
    const expires = new Date(Math.min(today + LEAF_DAYS * DAY_MS, end))
    const right: Leaf = {
      ...{ host, pair, issuer: authority },
      validity: { notBefore: new Date(Math.max(today - DAY_MS, start)), notAfter: expires },
    }
    return { ...leafOf(flaw === undefined ? right : flawed(right, flaw, today)), expires }
  }
}

interface Leaf {
  readonly host: string
  readonly pair: Pair
  readonly issuer: Issuer
  readonly validity: { readonly notBefore: Date; readonly notAfter: Date }
}

const leafOf = ({ host, pair: { publicKey, privateKey }, issuer, validity }: Leaf) => {
  const issuerKey = keyIdentifier(createPublicKey(issuer.key))
  const certificate = certificateOf(
    {
      ...{ subject: subjectOf(host), issuer: issuer.name, publicKey, ...validity },
      extensions: [...servesTls(), subjectName(host), subjectKey(keyIdentifier(publicKey)), authorityKey(issuerKey)],
    },
    issuer.key,
  )
  return {
    certificate: certificate + issuer.chain,
    key: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
  }
}

/** Some take a common name that looks like a host for one. */
const subjectOf = (host: string): string => (isIP(host) === 0 ? host : `IP ${host}`)

/** The same certificate, but for what is wrong with it. */
const flawed = (leaf: Leaf, flaw: Flaw, today: number): Leaf => {
  switch (flaw) {
    case 'expired':
      return { ...leaf, validity: days(today, -30, -1) }
    case 'notYetValid':
      return { ...leaf, validity: days(today, 1, 30) }
    case 'wrongHost':
      return { ...leaf, host: 'wrong-host.invalid' }
    case 'selfSigned':
      return { ...leaf, issuer: { name: subjectOf(leaf.host), key: leaf.pair.privateKey, chain: '' } }
    case 'unknownCa':
      return { ...leaf, issuer: strangerOf(today) }
    case 'missingIntermediate':
      return { ...leaf, issuer: { name: 'fallacy intermediate', key: ellipticPair().privateKey, chain: '' } }
    case 'weakKey':
      return { ...leaf, pair: generateKeyPairSync('rsa', { modulusLength: WEAK_BITS }) }
  }
}

/** Fewer than the 1,024 that even OpenSSL's lowest level wants, and enough for a signature of TLS 1.3. */
const WEAK_BITS = 768

const days = (today: number, from: number, to: number) => ({
  notBefore: new Date(today + from * DAY_MS),
  notAfter: new Date(today + to * DAY_MS),
})

/** An authority that nobody trusts; it comes along, so that this is all that is wrong. */
const strangerOf = (today: number): Issuer => {
  const { publicKey, privateKey } = ellipticPair()
  const name = 'fallacy unknown CA'
  const spec = { subject: name, issuer: name, publicKey, ...days(today, -1, LEAF_DAYS) }
  const extensions = [...signsLeavesOnly(), subjectKey(keyIdentifier(publicKey))]
  return { name, key: privateKey, chain: certificateOf({ ...spec, extensions }, privateKey) }
}
