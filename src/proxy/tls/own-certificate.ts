/** A certificate of the user's own, perhaps with those that vouch for it, and its key: as PEM. */
export interface OwnCertificate {
  readonly cert: string
  readonly key: string
}

/** Why this is no certificate with its key, or null. */
export const flawIn = ({ cert, key }: OwnCertificate): string | null => {
  // Loaded when somebody has a certificate: node:crypto is 10 ms of a start.
  const { createPrivateKey, X509Certificate } = process.getBuiltinModule('node:crypto')
  try {
    const isRight = new X509Certificate(cert).checkPrivateKey(createPrivateKey(key))
    return isRight ? null : 'the key does not match the certificate'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
