import type { Caller } from '../call.js'

/** Not even tried: the other side has failed too often just now. */
export class Open extends Error {
  override readonly name = 'Open'
}

/** Opens when half of the last `WINDOW` calls failed; after `REST_MS` one call may try whether all is well again. */
const WINDOW = 20
const REST_MS = 500

/** Stops asking a dependency that keeps failing, so that it can recover and callers need not wait. */
export const circuitBreaker = (now: () => number = () => performance.now()): ((next: Caller) => Caller) => {
  let recent: readonly boolean[] = []
  let openedAt: number | null = null
  let trying = false

  const admit = (): { readonly trial: boolean } => {
    if (openedAt === null) return { trial: false }
    if (trying || now() - openedAt < REST_MS) throw new Open('the circuit is open')
    trying = true
    return { trial: true }
  }
  const conclude = (ok: boolean): void => {
    trying = false
    recent = []
    openedAt = ok ? null : now()
  }
  const note = (ok: boolean): void => {
    if (openedAt !== null) return
    recent = [...recent, ok].slice(-WINDOW)
    if (recent.filter(one => !one).length >= WINDOW / 2) openedAt = now()
  }

  return next => async (call, signal) => {
    const settle = admit().trial ? conclude : note
    try {
      const answer = await next(call, signal)
      settle(true)
      return answer
    } catch (error) {
      settle(false)
      throw error
    }
  }
}
