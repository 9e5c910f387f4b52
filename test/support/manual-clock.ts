import type { Clock } from '../../src/core/clock.js'

export interface ManualClock extends Clock {
  /** Moves time on, waking sleepers in order of their due time; lets promises settle between two wakes. */
  advance(ms: number): Promise<void>
  /** How many sleep now. */
  readonly sleepers: number
}

/** A clock that only a test moves. */
export const manualClock = (start = 0): ManualClock => {
  let now = start
  const sleepers = new Set<{ due: number; wake: () => void }>()
  const settle = async () => {
    for (let turn = 0; turn < 20; turn++) await new Promise<void>(resolve => setImmediate(resolve))
  }
  return {
    now: () => now,
    get sleepers() {
      return sleepers.size
    },
    sleep: (ms, signal, rouser) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason)
        if (rouser?.aborted) return resolve(false)
        const forget = () => {
          sleepers.delete(sleeper)
          signal.removeEventListener('abort', leave)
          rouser?.removeEventListener('abort', leave)
        }
        const leave = () => {
          forget()
          if (signal.aborted) reject(signal.reason)
          else resolve(false)
        }
        const wake = () => {
          forget()
          resolve(true)
        }
        const sleeper = { due: now + Math.max(ms, 0), wake }
        signal.addEventListener('abort', leave, { once: true })
        rouser?.addEventListener('abort', leave, { once: true })
        sleepers.add(sleeper)
      }),
    async advance(ms) {
      const end = now + ms
      await settle()
      for (;;) {
        const next = [...sleepers].filter(({ due }) => due <= end).sort((a, b) => a.due - b.due)[0]
        if (next === undefined) break
        now = Math.max(now, next.due)
        next.wake()
        await settle()
      }
      now = end
    },
  }
}
