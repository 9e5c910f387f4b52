import tls from 'node:tls'
import type { Flaw } from '../../core/connection.js'
import { UserError } from '../../core/problem.js'
import type { Minted } from './host-contexts.js'
import { flawIn, type OwnCertificate } from './own-certificate.js'

/** What TLS servers answer with, host by host. */
export interface Certificates {
  /** Wall clock. */
  now(): Date
  /** A certificate for this host, right or with a flaw; where they are not ours to make, there is none with a flaw. */
  mint(host: string, flaw?: Flaw): Minted
  contextFor(host: string, flaw?: Flaw): tls.SecureContext
}

/** One certificate, whatever host a client names. Throws a UserError when its key is another's. */
export const ownCertificates = (own: OwnCertificate): Certificates => {
  const flaw = flawIn(own)
  if (flaw !== null) throw new UserError(`the certificate of a proxy is of no use: ${flaw}`, { exit: 'environment' })
  const minted: Minted = { certificate: own.cert, key: own.key, expires: new Date(LATEST) }
  const context = tls.createSecureContext({ cert: own.cert, key: own.key })
  return { now: () => new Date(0), mint: () => minted, contextFor: () => context }
}

/** The last time there is for a Date. */
const LATEST = 8.64e15
