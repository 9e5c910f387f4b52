import { BlockList } from 'node:net'
import { UserError } from '../core/problem.js'
import { parseNetwork, unmapped } from './network.js'
import { isLoopback } from './own-address.js'

/** Whether a client may connect; `here` is the address that it came to. */
export type Admits = (client: string, here: string) => boolean

/**
 * Admits this machine itself, by loopback or by the very address that it connects to, and the clients of some networks.
 * IPv4 within IPv6 is IPv4, as which it has come. Throws a UserError for what is no network.
 */
export const admissionOf = (networks: readonly string[]): Admits => {
  const lists = { ipv4: new BlockList(), ipv6: new BlockList() }
  for (const text of networks) {
    const network = parseNetwork(text)
    if (network === null) throw new UserError(`expected a network such as 10.0.0.0/8, or an address, found "${text}"`)
    lists[network.family].addSubnet(network.address, network.bits, network.family)
  }
  return (client, here) => {
    const address = unmapped(client).replace(/%.*$/, '')
    if (isLoopback(address) || client === here) return true
    const family = address.includes(':') ? 'ipv6' : 'ipv4'
    return lists[family].check(address, family)
  }
}
