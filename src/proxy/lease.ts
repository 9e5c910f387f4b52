import type { Clock } from '../core/clock.js'

export interface Lease {
  renew(): void
  close(): void
}

/**
 * Calls `expired` once `ttlMs` pass without a renewal; then it waits for the next renewal. Starts with the first one. A
 * renewal that comes too late, after the process stood still, renews nothing: what expired has expired.
 */
export const openLease = (clock: Clock, ttlMs: number, expired: () => void): Lease => {
  const closed = new AbortController()
  let renewedAt = 0
  let watching = false
  const watch = async () => {
    for (let left = ttlMs; left > 0; left = renewedAt + ttlMs - clock.now()) await clock.sleep(left, closed.signal)
    watching = false
    expired()
  }
  return {
    renew() {
      const now = clock.now()
      if (watching && now >= renewedAt + ttlMs) return
      renewedAt = now
      if (watching || closed.signal.aborted) return
      watching = true
      // Rejects only when the lease is closed: then nobody is left to tell.
      watch().catch(() => {})
    },
    close: () => closed.abort(),
  }
}
