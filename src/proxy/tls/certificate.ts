import { createHash, type KeyObject, randomBytes, sign } from 'node:crypto'
import { bits, integer, nothing, oid, sequence, set, tagged, text, time } from './der.js'

export interface CertificateSpec {
  /** Common names. */
  readonly subject: string
  readonly issuer: string
  readonly notBefore: Date
  readonly notAfter: Date
  readonly publicKey: KeyObject
  readonly extensions: readonly Buffer[]
}

/** A certificate (RFC 5280 4.1) as PEM, signed with SHA-256 by the issuer's key, RSA or elliptic. */
export const certificateOf = (spec: CertificateSpec, issuerKey: KeyObject): string => {
  const algorithm = issuerKey.asymmetricKeyType === 'ec' ? SHA256_WITH_ECDSA : SHA256_WITH_RSA
  const body = sequence(
    tagged(0, integer(Buffer.from([2]))),
    integer(serial()),
    algorithm,
    nameOf(spec.issuer),
    sequence(time(spec.notBefore), time(spec.notAfter)),
    nameOf(spec.subject),
    spec.publicKey.export({ format: 'der', type: 'spki' }),
    tagged(3, sequence(...spec.extensions)),
  )
  const der = sequence(body, algorithm, bits(sign('sha256', body, issuerKey)))
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
}

const SHA256_WITH_ECDSA = sequence(oid('1.2.840.10045.4.3.2'))
const SHA256_WITH_RSA = sequence(oid('1.2.840.113549.1.1.11'), nothing)

/** 126 bits of chance, positive and of always the same length: some clients refuse a negative one. */
const serial = (): Buffer => {
  const bytes = randomBytes(16)
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40
  return bytes
}

/** A common name has at most 64 characters (RFC 5280 A.1). */
const nameOf = (common: string): Buffer => sequence(set(sequence(oid('2.5.4.3'), text(common.slice(0, 64)))))

/** The name of a key: the same for whoever signs with it and whom it signs (RFC 7093 2, method 4). */
export const keyIdentifier = (key: KeyObject): Buffer =>
  createHash('sha256')
    .update(key.export({ format: 'der', type: 'spki' }))
    .digest()
    .subarray(0, 20)
