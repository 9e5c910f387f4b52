import tls from 'node:tls'
import type { Flaw } from '../../core/connection.js'

/** A certificate as PEM, with its key. */
export interface Minted {
  readonly certificate: string
  readonly key: string
  /** When it is of no more use, whatever it says. */
  readonly expires: Date
}

/** A context is replaced this long before its certificate ends. */
const EARLY_MS = 3_600_000

/** Keys and versions that OpenSSL takes for too weak are allowed to be shown. */
export const ANY_CIPHERS = 'DEFAULT:@SECLEVEL=0'

/** One context for each host and flaw, until its certificate ends or `size` others were asked for since. */
export const hostContexts = (
  mint: (host: string, flaw?: Flaw) => Minted,
  now: () => Date,
  size = 1_000,
): ((host: string, flaw?: Flaw) => tls.SecureContext) => {
  const known = new Map<string, { readonly context: tls.SecureContext; readonly until: number }>()
  return (host, flaw) => {
    const name = flaw === undefined ? host : `${host} ${flaw}`
    const found = known.get(name)
    known.delete(name)
    const fresh = found !== undefined && found.until > now().getTime() ? found : contextOf(mint(host, flaw), flaw)
    known.set(name, fresh)
    const [oldest] = known.keys()
    if (known.size > size && oldest !== undefined) known.delete(oldest)
    return fresh.context
  }
}

const contextOf = ({ certificate, key, expires }: Minted, flaw?: Flaw) => ({
  context: tls.createSecureContext({ cert: certificate, key, ...(flaw && { ciphers: ANY_CIPHERS }) }),
  until: expires.getTime() - EARLY_MS,
})
