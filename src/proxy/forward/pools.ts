import type { Clock } from '../../core/clock.js'
import { portOf } from '../address.js'
import { dialUpstream } from '../dial.js'
import { Pool } from '../http1/pool.js'
import type { UpstreamTls } from '../rule.js'
import type { Guard } from './guard.js'
import type { Way } from './policy.js'

/** Where requests go in truth: an origin, perhaps with a path, and the name its certificate has to have. */
export interface Place extends Way {
  /** As clients name it. */
  readonly host: string
  /** Empty: none is sent, as for an address. */
  readonly servername: string
  readonly tls?: UpstreamTls
}

/** One pool for each place that is or was lately in use. */
export interface Pools {
  at(place: Place): Pool
  sweep(): void
  close(): void
}

const FORGOTTEN_MS = 600_000

export const openPools = (clock: Clock, guard: Guard): Pools => {
  const known = new Map<string, { readonly pool: Pool; usedAt: number }>()
  return {
    at(place) {
      const key = `${place.host} ${place.servername} ${place.base.href}`
      const entry = known.get(key) ?? {
        pool: new Pool(place.base, clock, (_, how) =>
          dialUpstream({ ...place, lookup: guard.lookup(portOf(place.base), place.sentBy) }, null, how),
        ),
        usedAt: 0,
      }
      known.set(key, entry)
      entry.usedAt = clock.now()
      return entry.pool
    },
    sweep() {
      for (const [key, { pool, usedAt }] of known) {
        pool.sweep()
        if (pool.isEmpty && clock.now() - usedAt > FORGOTTEN_MS) known.delete(key)
      }
    },
    close() {
      for (const { pool } of known.values()) pool.close()
    },
  }
}
