import { lookup } from 'node:dns'
import { BlockList, isIP, isIPv6, type LookupFunction } from 'node:net'
import { Refusal } from '../http1/refusal.js'
import { unmapped } from '../network.js'
import type { Target } from './target.js'

/** Where clouds answer with credentials (RFC 3927, RFC 4291 2.5.6): never a target, whatever name leads there. */
const LINK_LOCAL = new BlockList()
LINK_LOCAL.addSubnet('169.254.0.0', 16, 'ipv4')
LINK_LOCAL.addSubnet('fe80::', 10, 'ipv6')
LINK_LOCAL.addAddress('fd00:ec2::254', 'ipv6')
// IPv4 in IPv6, by translation (RFC 6052 2.1) and in the old way (RFC 4291 2.5.5.1).
LINK_LOCAL.addSubnet('64:ff9b::a9fe:0', 112, 'ipv6')
LINK_LOCAL.addSubnet('::a9fe:0', 112, 'ipv6')

const HERE = new BlockList()
HERE.addSubnet('127.0.0.0', 8, 'ipv4')
HERE.addAddress('0.0.0.0', 'ipv4')
HERE.addAddress('::1', 'ipv6')
HERE.addAddress('::', 'ipv6')

/** Who is found at an address and a port: a forward proxy of this run, another proxy of it, the run itself, or somebody else. */
export type Listens = (address: string, port: number) => 'forward' | 'other' | 'reserved' | null

/** Who sends a connection somewhere: the experiment may chain the proxies of its run, no client may. */
export type Sender = 'client' | 'experiment'

/** Keeps connections from going where none may go. */
export interface Guard {
  /** Throws a Refusal for an address, or a name of this machine, where no connection may go. */
  check(target: Target, by: Sender): void
  /** Looks a name up, once for a connection; fails with a Refusal when it leads where no connection may go. */
  lookup(port: number, by: Sender): LookupFunction
}

export interface GuardOptions {
  readonly listens: Listens
  /** Clients may be of other machines: what only this one can reach is not theirs. */
  readonly isExposed: boolean
}

export const openGuard = ({ listens, isExposed }: GuardOptions, resolve: typeof lookup = lookup): Guard => {
  const check: Guard['check'] = ({ host, port }, by) => {
    const address = unmapped(/^(?:.+\.)?localhost$/.test(host) ? '127.0.0.1' : host)
    if (isIn(LINK_LOCAL, address)) throw new Refusal(`${host} is link-local, where no request goes`, 403)
    const who = listens(address, port)
    if (who === 'reserved') throw new Refusal(`${host}:${port} serves this run itself, where no traffic goes`, 403)
    if (who === 'forward') throw new Refusal(`${host}:${port} is this proxy itself`, 508)
    if (who === 'other' && by === 'client') throw new Refusal(`${host}:${port} is another proxy of this run`, 403)
    if (isExposed && by === 'client' && isIn(HERE, address))
      throw new Refusal(`${host} is the proxy's own machine, which clients reach by map only`, 403)
  }
  return {
    check,
    lookup: (port, by) => (name, options, done) =>
      resolve(name, { ...options, all: true }, (error, found) => {
        try {
          if (error) throw error
          for (const { address } of found) check({ host: address, port }, by)
        } catch (error) {
          return done(error instanceof Error ? error : new Error(String(error)), [])
        }
        const [first] = found
        if (options.all || first === undefined) done(null, found)
        else done(null, first.address, first.family)
      }),
  }
}

const isIn = (list: BlockList, address: string): boolean =>
  isIP(address) !== 0 && list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')
