import { lookup } from 'node:dns'
import { BlockList, isIP, isIPv6, type LookupFunction } from 'node:net'
import { Refusal } from '../http1/refusal.js'
import { unmapped } from '../loop.js'
import type { Target } from './target.js'

/** Where clouds answer with credentials (RFC 3927, RFC 4291 2.5.6): never a target, whatever name leads there. */
const LINK_LOCAL = new BlockList()
LINK_LOCAL.addSubnet('169.254.0.0', 16, 'ipv4')
LINK_LOCAL.addSubnet('fe80::', 10, 'ipv6')
LINK_LOCAL.addAddress('fd00:ec2::254', 'ipv6')

const HERE = new BlockList()
HERE.addSubnet('127.0.0.0', 8, 'ipv4')
HERE.addAddress('0.0.0.0', 'ipv4')
HERE.addAddress('::1', 'ipv6')
HERE.addAddress('::', 'ipv6')

/** Keeps connections from going where none may go. */
export interface Guard {
  /** Throws a Refusal for an address, or a name of this machine, where no connection may go. */
  check(target: Target): void
  /** Looks a name up; fails with a Refusal when it leads where no connection may go. */
  lookup(port: number): LookupFunction
}

/** `isOurs`: whether a forward proxy of this run listens on a port of this machine. */
export const openGuard = (isOurs: (port: number) => boolean): Guard => {
  const check = ({ host, port }: Target) => {
    const address = unmapped(/^(?:.+\.)?localhost$/.test(host) ? '127.0.0.1' : host)
    if (isIn(LINK_LOCAL, address)) throw new Refusal(`${host} is link-local, where no request goes`, 403)
    if (isIn(HERE, address) && isOurs(port)) throw new Refusal(`${host}:${port} is this proxy itself`, 508)
  }
  return {
    check,
    lookup: port => (name, options, done) =>
      lookup(name, { ...options, all: true }, (error, found) => {
        try {
          if (error) throw error
          for (const { address } of found) check({ host: address, port })
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
