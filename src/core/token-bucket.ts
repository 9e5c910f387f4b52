import type { Clock } from './clock.js'

/** Bytes over time for everyone who shares it. */
export interface Bucket {
  /** From now on bytes cost so much time. */
  pace(rate: number): void
  /** The most that should be asked for at once: what passes in one tick. */
  readonly slice: number
  /** Waits, by `wait`, until that many bytes may pass; resolves with what `wait` did, true when it was not needed. */
  take(bytes: number, wait: (ms: number) => Promise<boolean>): Promise<boolean>
}

/** What passes at once is worth this much time, */
const TICK_MS = 5
/** and a debt below this is not waited off yet: timers are coarser than that. */
const DEBT_MS = 2
/** A pause this short between two takes is our own work, a longer one is an idle link. */
const WORK_MS = 10
/** How much of the time that we overslept is made up for, */
const LATE_MS = 100
/** by how much faster than the rate, */
const HASTE = 1.1
/** and how much of it at once: timers are always a little late. */
const GRAIN_MS = 5

/**
 * A token bucket kept as the time at which the link is free again. Who takes goes into debt and waits it off, so waits
 * that end late do not add up; what was missed is made up for slowly, so no 100 ms see more than 1.25 times the rate. An
 * idle link saves nothing up but `burst` bytes, which are also there at the start.
 */
export const openBucket = (initial: number, burst: number, clock: Clock): Bucket => {
  let rate = initial
  const burstMs = (burst / rate) * 1_000
  let free = clock.now() - burstMs
  let hasty = free
  let waiting = 0
  let passedAt = clock.now()
  const debtAtRate = (cost: number): number => {
    const now = clock.now()
    const idle = waiting === 0 && now - passedAt > WORK_MS
    free = Math.max(free, now - Math.max(burstMs, idle ? 0 : LATE_MS)) + cost
    return free - now
  }
  const debtInHaste = (cost: number): number => {
    const now = clock.now()
    const debt = hasty - now
    hasty = Math.max(hasty, now - Math.max(burstMs, GRAIN_MS)) + cost / HASTE
    return debt
  }
  return {
    get slice() {
      return Math.max(1, Math.floor((rate * TICK_MS) / 1_000))
    },
    pace(fresh) {
      rate = fresh
    },
    async take(bytes, wait) {
      const cost = (bytes / rate) * 1_000
      const waitOff = async (debt: number) => debt < DEBT_MS || wait(debt)
      const due = debtAtRate(cost)
      waiting++
      try {
        return (await waitOff(due)) && (await waitOff(debtInHaste(cost)))
      } finally {
        waiting--
        passedAt = clock.now()
      }
    },
  }
}
