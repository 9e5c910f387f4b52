import { UserError } from '../core/problem.js'
import { bare, hostOf, portOf } from './address.js'
import type { Listener } from './listener.js'
import { unmapped } from './network.js'
import { isAny, isOwnAddress } from './own-address.js'
import type { AnyProxySpec } from './rule.js'

/** Refuses a proxy whose upstream is a listener of ours, in whatever spelling: requests would go round for ever. */
export const refuseLoop = async (spec: AnyProxySpec, listeners: readonly Listener[]): Promise<void> => {
  const targets = [spec, ...listeners.map(listener => listener.spec)].flatMap(one =>
    one.mode === 'forward' ? [] : [one],
  )
  const ends = [spec.listen, ...listeners.map(one => ({ host: one.spec.listen.host, port: one.listening.port }))]
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
  return these.some(address => those.includes(address) || (those.some(isAny) && isOwnAddress(address)))
}

/** A name that does not resolve meets nobody. */
const addresses = async (host: string): Promise<readonly string[]> => {
  // Not at the start: most upstreams are on other ports than any listener.
  const { lookup } = await import('node:dns/promises')
  const found = await lookup(host, { all: true }).catch(() => [])
  return found.map(({ address }) => unmapped(address))
}
