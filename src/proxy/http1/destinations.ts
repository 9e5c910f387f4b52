import type { Clock } from '../../core/clock.js'
import type { Connection } from '../../core/exchange.js'
import type { Arrived } from './arrived.js'
import { Pool } from './pool.js'

/** Where requests go. */
export interface Destinations {
  /** The connections to the upstream of this request. Throws a Refusal. */
  poolFor(request: Arrived, connection: Connection): Pool
  /** Called once a second. */
  sweep(): void
  close(): void
}

/** All requests go to one upstream. */
export const oneDestination = (base: URL, clock: Clock): Destinations => {
  const pool = new Pool(base, clock)
  return { poolFor: () => pool, sweep: () => pool.sweep(), close: () => pool.close() }
}
