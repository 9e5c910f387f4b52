import type { Clock } from '../../core/clock.js'
import type { Connection, Request } from '../../core/exchange.js'
import { hostOf } from '../address.js'
import { dialUpstream } from '../dial.js'
import type { ProxySpec } from '../rule.js'
import { Pool } from './pool.js'

/** Where requests go. */
export interface Destinations {
  /** The connections to the upstream of this request. Throws a Refusal. */
  poolFor(request: Request, connection: Connection): Pool
  /** Called once a second. */
  sweep(): void
  close(): void
}

/** All requests go to one upstream. */
export const oneDestination = (
  { upstream: base, upstreamTls }: Pick<ProxySpec, 'upstream' | 'upstreamTls'>,
  clock: Clock,
): Destinations => {
  const to = { base, servername: hostOf(base), ...(upstreamTls && { tls: upstreamTls }) }
  const pool = new Pool(base, clock, (onread, how) => dialUpstream(to, onread, how))
  return { poolFor: () => pool, sweep: () => pool.sweep(), close: () => pool.close() }
}
