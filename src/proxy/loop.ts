import { UserError } from '../core/problem.js'
import { bare, hostOf, portOf } from './address.js'
import type { Listener } from './listener.js'
import type { AnyProxySpec } from './rule.js'

/** Refuses a proxy whose upstream is a listener of ours, in whatever spelling: requests would go round for ever. */
export const refuseLoop = async (spec: AnyProxySpec, listeners: readonly Listener[]): Promise<void> => {
  const targets = [spec, ...listeners.map(listener => listener.spec)].flatMap(one =>
    one.mode === 'forward' ? [] : [one],
  )
  const ends = [spec.listen, ...listeners.map(({ listening }) => listening)]
  for (const { id, upstream } of targets) {
    for (const { host, port } of ends) {
      if (port === 0 || portOf(upstream) !== port || !(await meet(hostOf(upstream), bare(host)))) continue
      throw new UserError(
        `proxy ${id} would be its own upstream: ${upstream.protocol}//${upstream.host} is a listener of this run`,
        {
          exit: 'environment',
          hints: ['give the upstream the address of the real service'],
        },
      )
    }
  }
}

const meet = async (one: string, other: string): Promise<boolean> => {
  const [these, those] = await Promise.all([addresses(one), addresses(other)])
  return these.some(address => those.includes(address) || (isLoopback(address) && those.some(isAny)))
}

/** A name that does not resolve meets nobody. */
const addresses = async (host: string): Promise<readonly string[]> => {
  // Not at the start: most upstreams are on other ports than any listener.
  const { lookup } = await import('node:dns/promises')
  const found = await lookup(host, { all: true }).catch(() => [])
  return found.map(({ address }) => unmapped(address))
}

/** An IPv4 address mapped into IPv6 (RFC 4291 2.5.5.2) as IPv4, whether its last part is dotted or in hex. */
export const unmapped = (address: string): string => {
  const [, dotted, high, low] = /^::ffff:(?:([\d.]+)|([\da-f]+):([\da-f]+))$/i.exec(address) ?? []
  if (dotted !== undefined) return dotted
  if (high === undefined || low === undefined) return address
  return [high, low].flatMap(part => [Number.parseInt(part, 16) >> 8, Number.parseInt(part, 16) & 255]).join('.')
}

const isLoopback = (address: string): boolean => address === '::1' || address.startsWith('127.')
const isAny = (address: string): boolean => address === '::' || address === '0.0.0.0'
