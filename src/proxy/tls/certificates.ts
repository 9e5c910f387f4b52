import { createPrivateKey, X509Certificate } from 'node:crypto'
import tls from 'node:tls'
import type { Flaw } from '../../core/connection.js'
import { UserError } from '../../core/problem.js'
import type { Minted } from './host-contexts.js'

/** What TLS servers answer with, host by host. */
export interface Certificates {
  /** Wall clock. */
  now(): Date
  /** A certificate for this host, right or with a flaw; where they are not ours to make, there is none with a flaw. */
  mint(host: string, flaw?: Flaw): Minted
  contextFor(host: string, flaw?: Flaw): tls.SecureContext
}

/** A certificate of the user's own, perhaps with those that vouch for it, and its key: as PEM. */
export interface OwnCertificate {
  readonly cert: string
  readonly key: string
}

/** One certificate, whatever host a client names. Throws a UserError when its key is another's. */
export const ownCertificates = (own: OwnCertificate): Certificates => {
  const flaw = flawIn(own)
  if (flaw !== null) throw new UserError(`the certificate of a proxy is of no use: ${flaw}`, { exit: 'environment' })
  const minted: Minted = { certificate: own.cert, key: own.key, expires: new Date(LATEST) }
  const context = tls.createSecureContext({ cert: own.cert, key: own.key })
  return { now: () => new Date(0), mint: () => minted, contextFor: () => context }
}

/** Why this is no certificate with its key, or null. */
export const flawIn = ({ cert, key }: OwnCertificate): string | null => {
  try {
    const isRight = new X509Certificate(cert).checkPrivateKey(createPrivateKey(key))
    return isRight ? null : 'the key does not match the certificate'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** The last time there is for a Date. */
const LATEST = 8.64e15
