import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { isIP } from 'node:net'
import { type AuthorityFolder, certificatePath, openFolder, type StoredAuthority } from './authority-folder.js'
import { certificateOf, keyIdentifier } from './certificate.js'
import type { Certificates } from './certificates.js'
import { authorityKey, servesTls, subjectKey, subjectName } from './extensions.js'
import { hostContexts, type Minted } from './host-contexts.js'

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

/** One key for all hosts, names or IP addresses; in memory only: to make one for each would cost more than the handshake. */
const minter = ({ x509, key }: StoredAuthority, now: () => Date): ((host: string) => Minted) => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()
  const issuer = x509.subject.replace(/^CN=/, '')
  const issuerKey = keyIdentifier(createPublicKey(key))
  const end = new Date(x509.validTo).getTime()
  const start = new Date(x509.validFrom).getTime()
  return host => {
    const today = now().getTime()
    const expires = new Date(Math.min(today + LEAF_DAYS * DAY_MS, end))
    const certificate = certificateOf(
      {
        // Some take a common name that looks like a host for one.
        ...{ subject: isIP(host) === 0 ? host : `IP ${host}`, issuer, publicKey, notAfter: expires },
        notBefore: new Date(Math.max(today - DAY_MS, start)),
        extensions: [...servesTls(), subjectName(host), subjectKey(keyIdentifier(publicKey)), authorityKey(issuerKey)],
      },
      key,
    )
    return { certificate, key: pem, expires }
  }
}
