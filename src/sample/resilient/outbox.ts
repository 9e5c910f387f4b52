import type { Random } from '../../core/random.js'
import type { BackOffice, Work } from '../style.js'
import { sleep } from '../work.js'

const PACE_MS = 20
const LAST_BACKOFF_MS = 1_000

/** Keeps work until it is done: one piece at a time, at a steady pace, with longer pauses while nothing succeeds. */
export const outbox = (random: Random): BackOffice => {
  const waiting: Work[] = []
  let busy = false

  const drain = async (): Promise<void> => {
    if (busy) return
    busy = true
    let failures = 0
    for (let work = waiting.shift(); work !== undefined; work = waiting.shift()) {
      const done = await work().then(
        () => true,
        () => false,
      )
      if (!done) waiting.push(work)
      failures = done ? 0 : failures + 1
      const backoff = Math.min(PACE_MS * 2 ** failures, LAST_BACKOFF_MS)
      await sleep(failures === 0 ? PACE_MS : backoff * (0.5 + random.float() / 2))
    }
    busy = false
  }
  const post = (work: Work): void => {
    waiting.push(work)
    void drain()
  }

  return {
    post,
    settle: async work => {
      try {
        await work()
        return 'done'
      } catch {
        post(work)
        return 'later'
      }
    },
  }
}
