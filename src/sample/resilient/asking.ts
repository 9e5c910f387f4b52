import type { Random } from '../../core/random.js'
import type { Style } from '../style.js'
import { sleep } from '../work.js'

const FIRST_BACKOFF_MS = 20
const DEADLINE_EXCEEDED = 4
const UNAVAILABLE = 14
/** Where nothing was done, or a question may be put twice. */
const MAY_REPEAT: ReadonlySet<number> = new Set([DEADLINE_EXCEEDED, UNAVAILABLE])

class Failed extends Error {
  override readonly name = 'Failed'
  constructor(readonly status: number) {
    super(`the call ended with status ${status}`)
  }
}

/** Gives each call a deadline, reads its status, asks again where that is safe, and else shows what it knew last. */
export const asker =
  (random: Random): Style['asking'] =>
  ({ timeoutMs, attempts }, call) => {
    const known = new Map<string, string>()
    const once = async (text: string): Promise<string> => {
      const broken = { status: DEADLINE_EXCEEDED, message: null }
      const { status, message } = await call(text, AbortSignal.timeout(timeoutMs)).catch(() => broken)
      if (status === 0 && message !== null) return message
      throw new Failed(status)
    }
    const persist = async (text: string): Promise<string> => {
      for (let attempt = 1; ; attempt++) {
        try {
          return await once(text)
        } catch (error) {
          if (attempt >= attempts || !(error instanceof Failed && MAY_REPEAT.has(error.status))) throw error
          await sleep(random.float() * FIRST_BACKOFF_MS * 2 ** (attempt - 1))
        }
      }
    }
    return async text => {
      try {
        const answer = await persist(text)
        known.set(text, answer)
        return answer
      } catch (error) {
        const last = known.get(text)
        if (last === undefined) throw error
        return last
      }
    }
  }
