import type { Protocol } from '../../src/core/exchange.js'
import type { Json } from '../../src/core/json.js'
import type { EchoOrigins } from './echo-origins.js'
import { type StillProxy, stillProxy } from './still-proxy.js'
import { TALKS, type Talk } from './talk.js'
import { testAuthority } from './test-authority.js'

/** What becomes of a client that is held until the lift: it gets all there is, or it is told that it does not. */
export interface Held {
  readonly options: Json
  readonly becomes: 'whole' | 'other'
  /** An exchange before it, which is over or still under way. */
  readonly behind?: 'one that is over' | 'one under way'
  readonly seed?: number
}
const whole = (options: Json, more: Partial<Held> = {}): Held => ({ options, becomes: 'whole', ...more })
const cut = (options: Json): Held => ({ options, becomes: 'other' })

/** Faults that hold who they hit, on each protocol that they claim. */
export const HOLDS: Readonly<Record<string, Held>> = {
  latency: whole({ add: '10s' }),
  coldStart: whole({ add: '10s' }),
  pause: whole({ every: '1m', for: '10s' }),
  stall: whole({ at: '4B' }),
  bandwidth: whole({ rate: '1B/s' }),
  slice: whole({ size: '1B', gap: '1s' }),
  slowReader: whole({ rate: '1B/s' }),
  slowHeaders: whole({ rate: '1B/s' }),
  loss: whole({ rate: '50%', rtt: '10s', rto: '10s' }, { seed: 2 }),
  duplicate: whole({ gap: '10s' }),
  queue: whole({ rate: '0.1/s' }, { behind: 'one that is over' }),
  concurrency: whole({ max: 1 }, { behind: 'one under way' }),
  dns: whole({ answer: 'timeout', after: '10s' }),
  handshake: whole({ action: 'stall' }),
  blackhole: cut({}),
  loseRequest: cut({}),
  loseResponse: cut({}),
  truncate: cut({ at: '4B', end: 'stall' }),
}

interface Setting {
  readonly isSecure?: boolean
  readonly seed?: number | undefined
}

/** A proxy whose time stands still, and clients of it. */
export interface StillWorld extends StillProxy {
  begin(): Promise<Talk>
}

export const stillWorld = async (
  origins: EchoOrigins,
  protocol: Protocol,
  { isSecure = false, seed = 1 }: Setting,
): Promise<StillWorld> => {
  const authority = await testAuthority()
  const plain = protocol === 'http2' ? ({ protocol: 'h2c' } as const) : {}
  const still = await stillProxy({
    ...{ upstream: isSecure ? origins.http1 : origins[protocol], seed, authority },
    spec: isSecure ? { tls: 'auto' } : plain,
  })
  const place = { port: still.proxy.port, ...(isSecure && { ca: authority.certificate }) }
  return { ...still, begin: () => TALKS[protocol](place) }
}
