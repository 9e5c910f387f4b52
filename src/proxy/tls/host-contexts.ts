import tls from 'node:tls'

/** A certificate as PEM, with its key. */
export interface Minted {
  readonly certificate: string
  readonly key: string
  readonly expires: Date
}

/** A context is replaced this long before its certificate ends. */
const EARLY_MS = 3_600_000

/** One context for each host, until its certificate ends or `size` others were asked for since. */
export const hostContexts = (
  mint: (host: string) => Minted,
  now: () => Date,
  size = 1_000,
): ((host: string) => tls.SecureContext) => {
  const known = new Map<string, { readonly context: tls.SecureContext; readonly until: number }>()
  return host => {
    const found = known.get(host)
    known.delete(host)
    const fresh = found !== undefined && found.until > now().getTime() ? found : contextOf(mint(host))
    known.set(host, fresh)
    const [oldest] = known.keys()
    if (known.size > size && oldest !== undefined) known.delete(oldest)
    return fresh.context
  }
}

const contextOf = ({ certificate, key, expires }: Minted) => ({
  context: tls.createSecureContext({ cert: certificate, key }),
  until: expires.getTime() - EARLY_MS,
})
