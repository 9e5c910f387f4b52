import type { IncomingHttpHeaders } from 'node:http'

/** Why a request is not answered. */
export interface Refusal {
  readonly status: 403 | 415
  readonly why: string
}

/**
 * Why a request that a page of somebody else could have made a browser send is refused; null when none could. What
 * changes something is JSON, which no form can send, from no other origin than the server's own (Fetch 3.2.3, 4.1).
 */
export const crossSite = (
  { method, headers }: { readonly method?: string | undefined; readonly headers: IncomingHttpHeaders },
  origin: string,
): Refusal | null => {
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none')
    return { status: 403, why: `expected Sec-Fetch-Site same-origin or none, found ${site}` }
  if (headers.origin !== undefined && !isSame(headers.origin, origin))
    return { status: 403, why: 'the Origin is another one' }
  if (method === 'GET' || method === 'HEAD') return null
  return /^application\/json(?:\s*;|$)/i.test(headers['content-type'] ?? '')
    ? null
    : { status: 415, why: 'expected Content-Type: application/json' }
}

/** A page may have been opened under any name of this machine; its port says that it is ours. */
const isSame = (found: string, own: string): boolean => {
  const port = new URL(own).port
  return ['127.0.0.1', '[::1]', 'localhost', new URL(own).hostname].some(host => found === `http://${host}:${port}`)
}
