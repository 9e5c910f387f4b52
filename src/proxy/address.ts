import { originForm } from './match.js'

/** An IPv6 address without its brackets. */
export const bare = (host: string): string => host.replace(/^\[|\]$/g, '')

export const hostOf = ({ hostname }: URL): string => bare(hostname)

export const portOf = ({ port, protocol }: URL): number => Number(port || (protocol === 'https:' ? 443 : 80))

/** `host:port`. A host with a colon is an address of IPv6; to ask Node so takes the first who asks some milliseconds. */
export const placeOf = (host: string, port: number): string => `${host.includes(':') ? `[${host}]` : host}:${port}`

/** The request-target for this upstream, whatever authority it named: the upstream's own path goes before. */
export const targetAt = (upstream: URL, target: string): string => {
  const path = originForm(target)
  return path === '*' || upstream.pathname === '/' ? path : `${upstream.pathname.replace(/\/$/, '')}${path}`
}
