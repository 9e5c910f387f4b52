import type { Random } from '../../core/random.js'
import { openLine } from '../feed.js'
import { numberIn } from '../record.js'
import type { Style } from '../style.js'
import { sleep } from '../work.js'

/** A line on which nothing comes for so long is no line, whatever TCP says. */
const SILENCE_MS = 500
const LOOK_MS = 100
const FIRST_BACKOFF_MS = 50
const LAST_BACKOFF_MS = 1_000

/** Hangs up on silence, dials again, later each time and never in step with others, and asks for what it missed. */
export const follower =
  (random: Random): Style['follow'] =>
  (url, told) => {
    let last: number | null = null
    const hear = (text: string) => {
      last = numberIn(text)
      told(last)
    }
    const listen = async (): Promise<void> => {
      const line = await openLine(url(last), hear, SILENCE_MS)
      const watch = setInterval(() => {
        if (performance.now() - line.heardAt > SILENCE_MS) line.hangUp()
      }, LOOK_MS)
      await line.gone
      clearInterval(watch)
    }
    const stay = async (): Promise<never> => {
      for (let backoffMs = FIRST_BACKOFF_MS; ; backoffMs = Math.min(2 * backoffMs, LAST_BACKOFF_MS)) {
        const before = last
        await listen().catch(() => {})
        if (last !== before) backoffMs = FIRST_BACKOFF_MS
        await sleep(backoffMs * (0.5 + random.float() / 2))
      }
    }
    void stay()
  }
