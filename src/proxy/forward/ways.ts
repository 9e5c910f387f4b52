import { isIP } from 'node:net'
import type { Clock } from '../../core/clock.js'
import type { Connection, Request } from '../../core/exchange.js'
import { hostOf } from '../address.js'
import type { ProxyDoor } from '../door.js'
import type { Destinations } from '../http1/destinations.js'
import { Refusal } from '../http1/refusal.js'
import type { Guard } from './guard.js'
import { PAGE_HOST } from './page.js'
import type { Policy } from './policy.js'
import { openPools, type Place } from './pools.js'
import { authorityOf, parseAbsolute, type Target } from './target.js'

/** Where the requests of a forward proxy go: each where it says, or all of a tunnel where that leads. */
export interface Ways extends Destinations {
  /** All requests on this connection go to its tunnel's target, whatever they say. `name` is the client's for a host of TLS. */
  fix(
    connection: Connection,
    target: Target,
    tunnel: { readonly scheme: 'http' | 'https'; readonly name: string },
  ): void
  /** Scheme and host of the connection's tunnel, as the client knows them. */
  originOf(connection: Connection): string | undefined
  /** Whether a request asks the proxy about itself. */
  isForPage(request: Request, connection: Connection): boolean
}

interface WayOptions {
  readonly clock: Clock
  readonly policy: Policy
  readonly guard: Guard
  readonly door: Pick<ProxyDoor, 'isShut'>
  readonly refused: (why: string) => void
}

/** What a client is told while the door is shut. */
export const SHUT = 'a fault refuses connections'

export const openWays = ({ clock, policy, guard, door, refused }: WayOptions): Ways => {
  const pools = openPools(clock, guard)
  const fixed = new WeakMap<Connection, { readonly host: string; readonly origin: string; readonly place: Place }>()
  const placeOf = (target: Target, scheme: 'http' | 'https', named?: string): Place => {
    const way = policy.placeOf(target, scheme)
    const name = way.sentBy === 'experiment' || named === undefined ? hostOf(way.base) : named
    const tls = policy.tlsFor(target)
    // No name is sent for an address (RFC 6066 3).
    return { ...way, host: target.host, servername: isIP(name) === 0 ? name : '', ...(tls && { tls }) }
  }
  const placeFor = (request: Request): Place => {
    const asked = parseAbsolute(request.target)
    if (asked === null)
      throw new Refusal(`requests to a forward proxy name their host: http://${PAGE_HOST}/ tells more`)
    if (door.isShut && asked.target.host !== PAGE_HOST) throw new Refusal(SHUT, 502)
    try {
      return placeOf(asked.target, asked.scheme)
    } catch (error) {
      refused(error instanceof Error ? error.message : String(error))
      throw error
    }
  }
  return {
    fix(connection, target, { scheme, name }) {
      const { origin } = new URL(`${scheme}://${authorityOf({ ...target, host: name })}`)
      fixed.set(connection, { host: name, origin, place: placeOf(target, scheme, name) })
    },
    originOf: connection => fixed.get(connection)?.origin,
    isForPage: ({ target }, connection) =>
      (fixed.get(connection)?.host ?? parseAbsolute(target)?.target.host) === PAGE_HOST,
    poolFor: (request, connection) => pools.at(fixed.get(connection)?.place ?? placeFor(request)),
    sweep: pools.sweep,
    close: pools.close,
  }
}
