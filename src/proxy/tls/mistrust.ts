/** Why a client gave up the handshake, for people; `by` made the certificate that it was shown. */
export const mistrust = (host: string, { message }: Error, by: 'authority' | 'user'): string => {
  const distrusts = /unknown ca|bad certificate|certificate unknown/.test(message)
  const why = {
    authority: 'it does not trust the certificate authority of this proxy: see fallacy ca',
    user: 'it does not trust the certificate that tls.cert names',
  }[by]
  return `a client gave up its TLS with ${host}: ${distrusts ? why : message}`
}
