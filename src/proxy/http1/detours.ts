import type { Detour } from '../../core/exchange.js'
import { hostOf } from '../address.js'
import { refuseOwn } from '../detour.js'
import { dialUpstream } from '../dial.js'
import type { Traffic } from '../pipeline.js'
import { type Dial, Pool } from './pool.js'

/** The pools of exchanges that do not go where their destination is. */
export interface Detours {
  poolFor(usual: Pool, detour: Detour | undefined): Pool
  /** Called once a second. */
  sweep(): void
  close(): void
}

export const openDetours = ({ clock, isOurs }: Pick<Traffic, 'clock' | 'isOurs'>): Detours => {
  const all = new Set<Pool>()
  const origins = new Map<string, Pool>()
  const addresses = new WeakMap<Pool, Map<string, Pool>>()
  const known = (among: Map<string, Pool>, key: string, open: () => Pool): Pool => {
    const pool = among.get(key) ?? open()
    among.set(key, pool)
    all.add(pool)
    return pool
  }
  const poolAt = (base: URL, dial: Dial) => new Pool(base, clock, (onread, how) => refuseOwn(dial(onread, how), isOurs))
  return {
    poolFor(usual, detour) {
      if (detour === undefined) return usual
      if ('origin' in detour)
        return known(origins, detour.origin.href, () => poolAt(detour.origin, dialTo(detour.origin)))
      const { address } = detour
      const here = addresses.get(usual) ?? new Map<string, Pool>()
      addresses.set(usual, here)
      return known(here, address, () => poolAt(usual.base, (onread, how) => usual.dial(onread, { ...how, address })))
    },
    sweep() {
      for (const pool of all) pool.sweep()
    },
    close() {
      for (const pool of all) pool.close()
    },
  }
}

const dialTo =
  (base: URL): Dial =>
  (onread, how) =>
    dialUpstream({ base, servername: hostOf(base) }, onread, how)
