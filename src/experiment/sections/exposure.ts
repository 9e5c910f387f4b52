import { parseAddress } from '../../proxy/network.js'
import type { AnyProxySpec, ListenSpec } from '../../proxy/rule.js'
import type { Sheet } from '../check/sheet.js'
import { CODES } from '../codes.js'
import { isLoopback, normalHost } from '../hosts.js'
import type { Path } from '../yaml/tree.js'

/** What whoever runs a file consents to, in one spelling: the file alone opens nothing to the network. */
export interface Exposure {
  /** Addresses beyond loopback that proxies may listen at. */
  readonly listen: readonly string[]
  /** Networks whose clients may connect there. */
  readonly clients: readonly string[]
}

const HERE = 'on this machine only: 127.0.0.1, [::1] or localhost'

/** Where a proxy listens and for whom; reports an address beyond loopback that nobody has consented to. */
export const exposedAt = (
  sheet: Sheet,
  path: Path,
  { host, port }: ListenSpec,
  { listen, clients }: Exposure,
): ListenSpec => {
  if (isLoopback(host)) return { host, port }
  const address = parseAddress(normalHost(host))
  if (address === null)
    sheet.report({
      code: CODES.listen,
      path,
      message: `expected an address, found the name ${host}: what it stands for is not in the file`,
      hints: ['write an address of this machine, 0.0.0.0 or [::] for all of them', HERE],
    })
  else if (!listen.includes(address) || clients.length === 0)
    sheet.report({
      code: CODES.listen,
      path,
      message: `listening on ${host} opens the proxy to the network: it needs ${missing(address, listen, clients)}`,
      hints: [`if it is meant to: --listen ${address} --allow-clients 10.0.0.0/8, or whoever may connect`, HERE],
    })
  return { host: address ?? host, port, clients }
}

const missing = (address: string, listen: readonly string[], clients: readonly string[]): string =>
  [
    ...(listen.includes(address) ? [] : [`--listen ${address}`]),
    ...(clients.length > 0 ? [] : ['--allow-clients']),
  ].join(' and ')

/** Advises on consent that no proxy makes use of: it was perhaps meant for another address. */
export const adviseOnExposure = (
  sheet: Sheet,
  { listen, clients }: Exposure,
  proxies: readonly AnyProxySpec[],
): void => {
  const advise = (message: string) =>
    sheet.report({ code: CODES.unusedListen, severity: 'warning', path: ['proxies'], on: 'key', message })
  for (const address of listen)
    if (!proxies.some(proxy => proxy.listen.host === address))
      advise(`no proxy listens at ${address}, as --listen says`)
  if (clients.length > 0 && proxies.every(proxy => proxy.listen.clients === undefined))
    advise('no proxy listens beyond this machine, so --allow-clients admits nobody')
}
