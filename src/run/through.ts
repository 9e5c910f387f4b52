import type { Address, ServiceSpec } from '../experiment/experiment.js'
import type { Authority } from '../proxy/tls/authority.js'
import { type Environment, trustEnvironment } from './trust.js'

/** Never through a proxy: what is on this machine has an address of its own to be sent to. */
const NO_PROXY = 'localhost,127.0.0.1,::1'

/** Where the proxies listen, and the authority of the run. */
export interface Ways {
  readonly addresses: ReadonlyMap<string, Address>
  readonly authority: () => Promise<Authority>
  /** A proxy shows certificates of the authority to whoever is sent to its address: every service may be. */
  readonly shown: boolean
}

/**
 * Services that go through a forward proxy get what leads them there, and all that may meet a certificate of the
 * authority get what makes them trust it; what the file says of their environment wins.
 */
export const sentThrough = async (services: readonly ServiceSpec[], ways: Ways): Promise<readonly ServiceSpec[]> => {
  const { addresses, authority, shown } = ways
  const sent: ServiceSpec[] = []
  for (const service of services) {
    const own = { ...process.env, ...service.env }
    const proxy = addresses.get(service.through ?? '')
    if (proxy !== undefined) {
      const environment = throughEnvironment(proxy, await authority(), own)
      sent.push({ ...service, env: { ...environment, ...service.env, NODE_OPTIONS: environment.NODE_OPTIONS ?? '' } })
    } else if (shown) sent.push({ ...service, env: { ...trustEnvironment(await authority(), own), ...service.env } })
    else sent.push(service)
  }
  return sent
}

/**
 * The environment in which a program goes through a forward proxy and trusts its authority. Node reads it from 22.21 and
 * 24.5 on; a preload does so for older ones.
 */
export const throughEnvironment = (
  proxy: { readonly url: string },
  authority: Authority,
  environment: Environment,
): Record<string, string> => {
  const both = (name: string, value: string) => ({ [name]: value, [name.toLowerCase()]: value })
  return {
    ...both('HTTP_PROXY', proxy.url),
    ...both('HTTPS_PROXY', proxy.url),
    ...both('NO_PROXY', NO_PROXY),
    ...trustEnvironment(authority, environment),
    NODE_USE_ENV_PROXY: '1',
    NODE_OPTIONS: [environment.NODE_OPTIONS, `--import=${PRELOAD}`].filter(Boolean).join(' '),
  }
}

/** The same path from src/run and from dist/run. */
const PRELOAD = new URL('../../dist/run/through-preload.js', import.meta.url).href
